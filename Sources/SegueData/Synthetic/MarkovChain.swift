/// Item sequences whose best possible recommender is known exactly.
///
/// After each item, exactly `weights.count` others may follow, with the probabilities `weights`, the same for every
/// item. The successors are cyclic shifts of a hidden random order, so each item is also followed *from* as many:
/// the matrix is doubly stochastic and all items are equally frequent. Hence
///
/// * no ranking can beat `bestRecall(at:)` and `bestReciprocalRank(at:)` on average, and the true one reaches them;
/// * popularity, or any other ranking that ignores the last item, has recall@K = K ÷ itemCount.
///
/// A sequence model that works must come near the former; one that is wired wrongly stays near the latter.
public struct MarkovChain: Sendable {
    /// The number of items.
    public let itemCount: Int
    /// The probabilities of the likeliest, second likeliest … successor; falling, their sum is 1.
    public let weights: [Double]
    /// The hidden order: items from 1, each once.
    private let circle: [Int32]
    /// For item i, at i − 1: its position on the circle.
    private let positions: [Int]
    /// How far along the circle the likeliest, second likeliest … successor lies.
    private let shifts: [Int]

    /// A chain with a hidden order drawn from a seed.
    ///
    /// - Parameters:
    ///   - itemCount: more than the number of weights.
    ///   - weights: positive numbers; they are sorted and scaled to the sum 1.
    ///   - seed: chooses the successors.
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    public init(itemCount: Int = 100, weights: [Double] = [0.6, 0.2, 0.1, 0.1], seed: UInt64 = 1) throws {
        guard !weights.isEmpty, weights.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw PreparationError.invalidParameter(
                operation: "Markov chain", parameter: "weights", problem: "must be positive numbers, found \(weights)")
        }
        guard (weights.count + 1...1_000_000).contains(itemCount) else {
            throw PreparationError.invalidParameter(
                operation: "Markov chain", parameter: "itemCount",
                problem: "must lie in \(weights.count + 1)…1000000, found \(itemCount)")
        }
        let sum = weights.reduce(0, +)
        var generator = SeededGenerator(seed: seed)
        var circle = (1...itemCount).map { Int32(truncatingIfNeeded: $0) }
        generator.shuffle(&circle)
        var positions = [Int](repeating: 0, count: itemCount)
        for (position, item) in circle.enumerated() { positions[Int(item) - 1] = position }
        var shifts = Array(1..<itemCount)
        generator.shuffle(&shifts)
        self.itemCount = itemCount
        self.weights = weights.map { $0 / sum }.sorted(by: >)
        self.circle = circle
        self.positions = positions
        self.shifts = Array(shifts.prefix(weights.count))
    }

    /// The possible successors of an item, likeliest first; none for an index that is no item.
    public func successors(of item: Int32) -> [Int32] {
        guard item >= 1, Int(item) <= itemCount else { return [] }
        return shifts.map { circle[(positions[Int(item) - 1] + $0) % itemCount] }
    }

    /// The recall@K of the true ranking: the chance that the next item is among the K likeliest.
    public func bestRecall(at count: Int) -> Double {
        weights.prefix(max(0, count)).reduce(0, +)
    }

    /// The mean reciprocal rank @K of the true ranking.
    public func bestReciprocalRank(at count: Int) -> Double {
        weights.prefix(max(0, count)).enumerated().reduce(0) { $0 + $1.element / Double($1.offset + 1) }
    }

    /// Draws sequences, each starting at a uniformly random item; one event an hour.
    ///
    /// - Parameters:
    ///   - userCount: the number of sequences, 0 or more.
    ///   - length: the number of events in each, 0 or more.
    ///   - generator: advanced by the draws.
    /// - Returns: a log in which the dense index of an item is the chain's own number.
    public func log(userCount: Int, length: Int, using generator: inout SeededGenerator) throws -> InteractionLog {
        let choice = WeightedChoice(weights: weights)
        var items: [Int32] = []
        var times: [Int64] = []
        for _ in stride(from: 0, to: userCount, by: 1) {
            var item = Int32(truncatingIfNeeded: generator.next(below: itemCount) + 1)
            for step in stride(from: 0, to: length, by: 1) {
                if step > 0 {
                    let shift = shifts[choice.draw(using: &generator)]
                    item = circle[(positions[Int(item) - 1] + shift) % itemCount]
                }
                items.append(item)
                times.append(1_500_000_000 + 3_600 * Int64(step))
            }
        }
        let users = max(0, userCount)
        return try InteractionLog(
            users: Vocabulary(ids: (0..<users).map { "user \($0 + 1)" }),
            items: Vocabulary(ids: (0..<itemCount).map { "item \($0 + 1)" }),
            offsets: (0...users).map { $0 * max(0, length) }, itemColumn: items, timeColumn: times,
            source: DataSource(file: "synthetic", formatName: "markov-chain", rowsRead: items.count))
    }
}
