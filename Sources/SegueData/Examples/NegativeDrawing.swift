/// Draws items that a user has not met in a part of a split, nor in the parts before it.
///
/// For the train part these are items that occur in train: what is only asked about later is no negative to learn from.
struct NegativeDrawing {
    private let split: DataSplit
    private let part: RowPart
    /// What is drawn from: items, and in proportion to what; nil weights draw uniformly.
    private let items: [Int32]
    private let weights: [Double]?
    private let choice: WeightedChoice?
    private var user: Int32 = 0
    private var met: Set<Int32> = []

    /// - Parameters:
    ///   - split: Its train part says how frequent items are; items that do not occur there count as if they did once.
    ///   - part: The part that positives are of.
    ///   - exponent: Items are drawn in proportion to their frequency raised to this; 0 draws uniformly.
    init(_ split: DataSplit, part: RowPart, exponent: Double) {
        self.split = split
        self.part = part
        let counts = split.training.itemCounts
        let items = counts.indices.filter { part != .train || counts[$0] > 0 }
        self.items = items.map { Int32(truncatingIfNeeded: $0 + 1) }
        weights =
            exponent == 0 ? nil : items.map { PortableMath.power(Double(max(1, counts[$0])), exponent) }
        choice = weights.map { WeightedChoice(weights: $0) }
    }

    /// Items without repeats that the user has not met; fewer where too few are left.
    mutating func draw(_ count: Int, user: Int32, generator: inout SeededGenerator) -> [Int32] {
        if user != self.user { turn(to: user) }
        let wanted = min(count, items.count - met.count)
        var drawn: [Int32] = []
        drawn.reserveCapacity(wanted)
        // Rejection is quick while something is left; a rest that is hardly ever hit is drawn from its own list.
        var tries = 0
        while drawn.count < wanted, tries < 64 * (wanted + 1) {
            tries += 1
            let item = items[choice?.draw(using: &generator) ?? generator.next(below: items.count)]
            if met.insert(item).inserted { drawn.append(item) }
        }
        if drawn.count < wanted { drawn += rest(wanted - drawn.count, generator: &generator) }
        for item in drawn { met.remove(item) }
        return drawn
    }

    private mutating func turn(to user: Int32) {
        self.user = user
        let rows = split.log.rows(ofUser: user).lazy.filter { [split, part] row in
            split.part(ofRow: row, user: user).rawValue <= part.rawValue
        }
        met = Set(rows.map { [split] in split.log.itemColumn[$0] })
    }

    /// Draws from the items that are left, in the same proportions: the smallest of exponential variables whose rates are
    /// the weights (Efraimidis and Spirakis, 2006).
    private func rest(_ count: Int, generator: inout SeededGenerator) -> [Int32] {
        var keys: [(key: Double, item: Int32)] = []
        for (index, item) in items.enumerated() where !met.contains(item) {
            let uniform = 1 - generator.uniform()
            keys.append((-PortableMath.logarithm(uniform) / (weights?[index] ?? 1), item))
        }
        return keys.sorted { ($0.key, $0.item) < ($1.key, $1.item) }.prefix(count).map(\.item)
    }
}
