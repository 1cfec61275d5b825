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
                let table = itemTable
                let read = pieceReader(tokens: tokens)
                var start = 0
                while start < queries.count {
                    let end = min(start + ScoringLimits.rowsSideBySide, queries.count)
                    let found: Tensor? =
                        if let read {
                            HistoryReader(queries: queries, group: start..<end, model: self)
                                .representations(of: self, by: read)
                        } else {
                            LastItemsReader(queries: queries, group: start..<end, model: self)
                                .representations(of: self)
                        }
                    try score(group: start..<end, of: queries, found, table: table, consume: consume)
                    start = end
                }
            }
        }
    }

    /// How histories are read piece by piece; nil for a model that wants each position's own last items.
    private func pieceReader(tokens: Int) -> PieceReader? {
        if let stateful = self as? any StatefulSequenceModel {
            let read = stateful.reader(tokens: tokens)
            return { read($0, $1) }
        }
        return isShiftInvariant ? { batch, _ in (self(batch, mode: .inference), nil) } : nil
    }

    private func score(
        group: Range<Int>, of queries: [NextItemQuery], _ found: Tensor?, table: ItemTable,
        consume: (ScoreBlock) throws -> Void
    ) throws {
        let rows = group.flatMap { query in
            queries[query].positions.map { ScoreBlock.Row(query: query, position: $0) }
        }
        guard !rows.isEmpty, let found else { return }
        let blockRows = max(1, ScoringLimits.blockElements / max(1, itemCount))
        var next = 0
        while next < rows.count {
            let end = min(next + blockRows, rows.count)
            let scores = table.scores(found.slice(0, next..<end))
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
    /// Interactions read at once where each position is a row of its own.
    static let tokensAtOnce = 1 << 14
    /// Scores made at once: 16 MB.
    static let blockElements = 4 << 20
    /// Most elements of a table that is computed once for a call: 256 MB.
    static let tableElements = 64 << 20
}
