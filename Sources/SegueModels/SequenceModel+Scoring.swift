import SegueData
import Torch
import TorchNN

/// Scoring of queries, shared by all sequence models.
///
/// Histories are read once, window by window, many rows side by side; only the representations at the wanted positions
/// are kept and multiplied with the catalog in blocks. Memory depends on neither the number of users nor that of items.
extension SequenceModel {
    /// Scores every requested position of every query.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        for (index, query) in queries.enumerated() { try query.validate(index: index) }
        let tokens = queries.reduce(0) { $0 + max(0, $1.positions.upperBound - 1) }
        try withTorchErrors {
            try withoutGradients {
                let read = reader(tokens: tokens)
                var start = 0
                while start < queries.count {
                    let end = min(start + ScoringLimits.rowsSideBySide, queries.count)
                    try score(group: start..<end, of: queries, by: read, consume: consume)
                    start = end
                }
            }
        }
    }

    private func score(
        group: Range<Int>, of queries: [NextItemQuery], by read: HistoryBatchReader,
        consume: (ScoreBlock) throws -> Void
    ) throws {
        let reader = HistoryReader(queries: queries, group: group, model: self)
        let found = reader.representations(of: self, by: read)
        let rows = group.flatMap { query in
            queries[query].positions.map { ScoreBlock.Row(query: query, position: $0) }
        }
        guard !rows.isEmpty, let found else { return }
        let blockRows = max(1, ScoringLimits.blockElements / max(1, itemCount))
        var next = 0
        while next < rows.count {
            let end = min(next + blockRows, rows.count)
            let scores = output(found.slice(0, next..<end))
            try scores.withUnsafeMutableBuffer(of: Float.self) { buffer in
                try consume(ScoreBlock(rows: Array(rows[next..<end]), itemCount: itemCount, scores: buffer))
            }
            next = end
        }
    }
}

enum ScoringLimits {
    /// Histories read together.
    static let rowsSideBySide = 256
    /// Steps read at once.
    static let windowLength = 64
    /// Scores made at once: 16 MB.
    static let blockElements = 4 << 20
    /// Most elements of a table that is computed once for a call: 256 MB.
    static let tableElements = 64 << 20
}
