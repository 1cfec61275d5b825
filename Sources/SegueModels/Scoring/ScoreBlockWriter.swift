import SegueData

/// Collects score rows in one reusable buffer and hands them to a consumer in blocks.
///
/// A model's `score` asks for a row, fills it, asks for the next, and calls ``flush(_:)`` at the end. A block has at
/// most 256 rows and at most 16 MiB of scores (but always at least one row), so memory does not grow with the number
/// of queries.
public final class ScoreBlockWriter {
    /// Number of scores in a row.
    public let itemCount: Int
    /// Most rows of a block.
    let capacity: Int
    private let buffer: UnsafeMutableBufferPointer<Float>
    private var rows: [ScoreBlock.Row] = []

    /// Makes a writer for `queries`, after checking that each asks for positions its history has.
    ///
    /// - Throws: ``QueryError`` naming the first query that does not.
    public init(itemCount: Int, queries: [NextItemQuery]) throws {
        var rowCount = 0
        for (index, query) in queries.enumerated() {
            try query.validate(index: index)
            rowCount += query.positions.count
        }
        self.itemCount = itemCount
        let most = min(256, (16 << 20) / MemoryLayout<Float>.stride / max(itemCount, 1))
        capacity = max(1, min(rowCount, most))
        buffer = .allocate(capacity: capacity * itemCount)
        buffer.initialize(repeating: 0)
        rows.reserveCapacity(capacity)
    }

    deinit { buffer.deallocate() }

    /// The memory of the next row, to be filled completely by the caller: `[itemCount]`, column = item − 1.
    ///
    /// Hands the finished rows to `consume` first when the block is full.
    public func row(
        query: Int, position: Int, consume: (ScoreBlock) throws -> Void
    ) throws -> UnsafeMutableBufferPointer<Float> {
        if rows.count == capacity { try flush(consume) }
        let start = rows.count * itemCount
        rows.append(ScoreBlock.Row(query: query, position: position))
        return UnsafeMutableBufferPointer(rebasing: buffer[start..<start + itemCount])
    }

    /// The memory of several next rows, at most ``capacity``, to be filled completely by the caller: `[rows, itemCount]`.
    ///
    /// Hands the finished rows to `consume` first when the new ones do not fit behind them.
    func rows(
        _ new: [ScoreBlock.Row], consume: (ScoreBlock) throws -> Void
    ) throws -> UnsafeMutableBufferPointer<Float> {
        if rows.count + new.count > capacity { try flush(consume) }
        let start = rows.count * itemCount
        rows += new
        return UnsafeMutableBufferPointer(rebasing: buffer[start..<start + new.count * itemCount])
    }

    /// Hands over the rows not yet consumed, if any.
    public func flush(_ consume: (ScoreBlock) throws -> Void) throws {
        guard !rows.isEmpty else { return }
        let used = UnsafeMutableBufferPointer(rebasing: buffer[0..<rows.count * itemCount])
        try consume(ScoreBlock(rows: rows, itemCount: itemCount, scores: used))
        rows.removeAll(keepingCapacity: true)
    }
}
