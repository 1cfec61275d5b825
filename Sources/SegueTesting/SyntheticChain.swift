import SegueData
import SegueModels

/// Sequences with a known answer: every item has one successor, and each step goes there with a known probability, else
/// to any item.
///
/// The successors form one circle through all items, in random order, so that neither index nor popularity tells
/// anything. No model can find the next item with a higher chance than `stepProbability` plus that of a lucky jump.
public struct SyntheticChain: Sendable {
    /// All but the last item of every user.
    public let training: TrainingSequences
    /// One query a user: to predict the last item from those before.
    public let queries: [NextItemQuery]
    /// Successor of item i at i − 1.
    public let successors: [Int32]
    /// Chance that a step goes to the successor.
    public let stepProbability: Double
    /// Length of the list in ``recall(_:)``.
    public let cutoff = 10

    /// Draws the circle and the sequences.
    ///
    /// - Parameters:
    ///   - itemCount: items on the circle, at least 2.
    ///   - userCount: sequences, at least 1.
    ///   - length: items in a sequence, the last of which is to be predicted; at least 2.
    ///   - stepProbability: chance (0…1) that a step goes to the successor.
    ///   - seed: start of the random stream.
    public init(
        itemCount: Int = 120, userCount: Int = 600, length: Int = 9, stepProbability: Double = 0.9, seed: UInt64 = 1
    ) throws {
        precondition(itemCount >= 2 && userCount >= 1 && length >= 2, "too small for a chain")
        var generator = SeededGenerator(seed: seed)
        var circle = (1...Int32(clamping: itemCount)).map { $0 }
        generator.shuffle(&circle)
        var successors = [Int32](repeating: 0, count: itemCount)
        for (position, item) in circle.enumerated() { successors[Int(item) - 1] = circle[(position + 1) % itemCount] }

        func anyItem() -> Int32 { Int32(truncatingIfNeeded: generator.next(below: itemCount) + 1) }
        var column: [Int32] = []
        for _ in 0..<userCount {
            var item = anyItem()
            column.append(item)
            for _ in 1..<length {
                item = generator.uniform() < stepProbability ? successors[Int(item) - 1] : anyItem()
                column.append(item)
            }
        }
        let times = column.indices.map { Int64(1_000_000_000 + ($0 % length) * 3_600) }
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...userCount).map { "user \($0)" }),
            items: Vocabulary(ids: (1...itemCount).map { "item \($0)" }),
            offsets: (0...userCount).map { $0 * length }, itemColumn: column, timeColumn: times,
            source: DataSource(file: "synthetic", formatName: "synthetic", rowsRead: column.count))
        training = TrainingSequences(log: log, ends: (1...userCount).map { $0 * length - 1 })
        queries = (1...userCount).map { user in
            let rows = (user - 1) * length..<user * length
            return NextItemQuery(
                user: Int32(clamping: user), items: column[rows], times: times[rows],
                positions: length - 1..<length)
        }
        self.successors = successors
        self.stepProbability = stepProbability
    }

    /// Part of the queries whose target stands among the first ``cutoff`` items, those of the history left out (unless
    /// the target is one); of items with equal scores, half are taken to stand before the target.
    public func recall(_ model: any NextItemModel) throws -> Double {
        let table = try ScoreTable(model, queries)
        var hits = 0
        for (query, rows) in zip(queries, table.rows) {
            guard let scores = rows.first, let target = query.items.last else { continue }
            let history = Set(query.items.dropLast())
            let mine = scores[Int(target) - 1]
            let others = scores.indices.filter { column in
                let item = Int32(truncatingIfNeeded: column + 1)
                return item != target && !history.contains(item)
            }
            let before = others.count { scores[$0] > mine }
            let equal = others.count { scores[$0] == mine }
            hits += Double(before) + Double(equal) / 2 < Double(cutoff) ? 1 : 0
        }
        return Double(hits) / Double(max(queries.count, 1))
    }
}
