import SafeTensors
import SegueData
import SegueModels

/// A model whose scores a closure gives: the query's index, the position and the column.
final class TableModel: NextItemModel, @unchecked Sendable {
    let itemCount: Int
    private let rowsPerBlock: Int
    private let score: (_ query: Int, _ position: Int, _ column: Int) -> Float
    /// The largest number of scores that was ever held at once.
    private(set) var peakScores = 0
    /// Leaves out this many rows at the end.
    var omittedRows = 0
    /// Gives every row twice.
    var repeatsRows = false

    init(itemCount: Int, rowsPerBlock: Int = 7, score: @escaping (Int, Int, Int) -> Float) {
        self.itemCount = itemCount
        self.rowsPerBlock = rowsPerBlock
        self.score = score
    }

    func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        var rows = queries.enumerated().flatMap { index, query in
            query.positions.map { ScoreBlock.Row(query: index, position: $0) }
        }
        rows.removeLast(omittedRows)
        if repeatsRows { rows += rows }
        for start in stride(from: 0, to: rows.count, by: rowsPerBlock) {
            let block = Array(rows[start..<min(start + rowsPerBlock, rows.count)])
            var scores = block.flatMap { row in (0..<itemCount).map { score(row.query, row.position, $0) } }
            peakScores = max(peakScores, scores.count)
            try scores.withUnsafeMutableBufferPointer { buffer in
                try consume(ScoreBlock(rows: block, itemCount: itemCount, scores: buffer))
            }
        }
    }

    func state() throws -> [String: HostTensor] { [:] }
    func load(state: [String: HostTensor]) throws {}
}
