/// Draws items that a user has not met in a part of a split, nor in the parts before it.
struct NegativeDrawing {
    private let split: DataSplit
    private let part: RowPart
    private let itemCount: Int
    private let byFrequency: WeightedChoice?
    private var user: Int32 = 0
    private var met: Set<Int32> = []

    /// - Parameters:
    ///   - split: Its train part says how frequent items are; items that do not occur there count as if they did once.
    ///   - part: The part that positives are of.
    ///   - exponent: Items are drawn in proportion to their frequency raised to this; 0 draws uniformly.
    init(_ split: DataSplit, part: RowPart, exponent: Double) {
        self.split = split
        self.part = part
        itemCount = split.log.itemCount
        byFrequency =
            exponent == 0
            ? nil
            : WeightedChoice(
                weights: split.training.itemCounts.map { PortableMath.power(Double(max(1, $0)), exponent) })
    }

    /// Items without repeats that the user has not met; fewer where too few are left.
    mutating func draw(_ count: Int, user: Int32, generator: inout SeededGenerator) -> [Int32] {
        if user != self.user {
            self.user = user
            let rows = split.log.rows(ofUser: user).lazy.filter { [split, part] row in
                split.part(ofRow: row, user: user).rawValue <= part.rawValue
            }
            met = Set(rows.map { [split] in split.log.itemColumn[$0] })
        }
        let wanted = min(count, itemCount - met.count)
        var drawn: [Int32] = []
        while drawn.count < wanted {
            let index = byFrequency?.draw(using: &generator) ?? generator.next(below: itemCount)
            let item = Int32(truncatingIfNeeded: index + 1)
            if !met.contains(item), !drawn.contains(item) { drawn.append(item) }
        }
        return drawn
    }
}
