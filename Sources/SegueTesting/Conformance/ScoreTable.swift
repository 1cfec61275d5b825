import SegueData
import SegueModels

/// All score rows of a scoring call, copied; collecting them checks that the model kept the protocol.
public struct ScoreTable: Equatable, Sendable {
    /// The rows of query q in the order of its positions: `rows[q][n]` is `[itemCount]`.
    public let rows: [[[Float]]]

    /// Lets `model` score `queries` and copies the rows.
    ///
    /// - Parameters:
    ///   - model: the model asked.
    ///   - queries: what it is asked.
    ///   - check: name of the rule that a failure is reported under.
    /// - Throws: ``ConformanceFailure`` when a position is scored never, twice or out of order, when a row has another
    ///   number of items than the model, or when a score is not finite; and whatever the model throws.
    public init(_ model: any NextItemModel, _ queries: [NextItemQuery], check: String = "scoring") throws {
        var rows: [[[Float]]] = queries.map { _ in [] }
        var expected = queries.indices.flatMap { query in
            queries[query].positions.map { ScoreBlock.Row(query: query, position: $0) }
        }[...]
        try model.score(queries) { block in
            guard block.itemCount == model.itemCount, block.scores.count == block.rows.count * block.itemCount else {
                throw ConformanceFailure(
                    check: check,
                    problem: "a block has \(block.itemCount) items and \(block.scores.count) scores for "
                        + "\(block.rows.count) rows of a model of \(model.itemCount) items")
            }
            for (number, row) in block.rows.enumerated() {
                guard row == expected.popFirst() else {
                    throw ConformanceFailure(
                        check: check, problem: "query \(row.query), position \(row.position) came out of turn")
                }
                let start = number * block.itemCount
                let scores = Array(block.scores[start..<start + block.itemCount])
                if let column = scores.firstIndex(where: { !$0.isFinite }) {
                    throw ConformanceFailure(
                        check: check,
                        problem: "query \(row.query), position \(row.position) scores item \(column + 1) "
                            + "\(scores[column])")
                }
                rows[row.query].append(scores)
            }
        }
        if let missing = expected.first {
            throw ConformanceFailure(
                check: check, problem: "query \(missing.query), position \(missing.position) was not scored")
        }
        self.rows = rows
    }

    /// Checks that the rows of this table equal those of another.
    ///
    /// - Parameters:
    ///   - other: the table to compare with.
    ///   - query: index of a query here → index of its counterpart there.
    ///   - tolerance: largest difference allowed between two scores; 0 asks for equal bits.
    ///   - check: name of the rule that a failure is reported under.
    /// - Throws: ``ConformanceFailure`` naming the first difference.
    public func requireEqual(
        _ other: ScoreTable, query: (Int) -> Int = { $0 }, tolerance: Float = 0, check: String
    ) throws {
        for (index, mine) in rows.enumerated() {
            let counterpart = query(index)
            guard other.rows.indices.contains(counterpart), other.rows[counterpart].count == mine.count else {
                throw ConformanceFailure(check: check, problem: "query \(index) has no counterpart")
            }
            for (row, pair) in zip(mine, other.rows[counterpart]).enumerated() {
                try requireEqual(pair.0, pair.1, tolerance, check, "query \(index), row \(row)")
            }
        }
    }

    private func requireEqual(
        _ mine: [Float], _ other: [Float], _ tolerance: Float, _ check: String, _ location: String
    ) throws {
        guard mine.count == other.count else {
            throw ConformanceFailure(check: check, problem: "\(location): \(mine.count) against \(other.count) scores")
        }
        for (column, pair) in zip(mine, other).enumerated() {
            let isEqual =
                tolerance == 0 ? pair.0.bitPattern == pair.1.bitPattern : abs(pair.0 - pair.1) <= tolerance
            guard !isEqual else { continue }
            throw ConformanceFailure(
                check: check, problem: "\(location), item \(column + 1): \(pair.0) against \(pair.1)")
        }
    }
}
