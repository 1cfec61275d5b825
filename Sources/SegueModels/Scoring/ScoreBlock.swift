/// Some rows of scores, lent by a model to a consumer for the duration of one call.
public struct ScoreBlock {
    /// What a score row answers: position `position` of query number `query`.
    public struct Row: Sendable, Equatable {
        /// Index into the queries given to the model.
        public let query: Int
        /// Offset into that query's history: the row predicts the item at this offset from the items before it.
        public let position: Int

        /// Names the row's query and position.
        public init(query: Int, position: Int) {
            self.query = query
            self.position = position
        }
    }

    /// The rows of the block, in the order of `scores`.
    public let rows: [Row]
    /// Number of scores in a row.
    public let itemCount: Int
    /// `[rows.count, itemCount]`; column = item − 1, so padding is never scored. The consumer may overwrite the
    /// scores, e.g. to mask seen items with `-infinity`.
    public let scores: UnsafeMutableBufferPointer<Float>

    /// Lends `scores`, which must hold `rows.count × itemCount` values and outlive the call that gets the block.
    public init(rows: [Row], itemCount: Int, scores: UnsafeMutableBufferPointer<Float>) {
        precondition(scores.count == rows.count * itemCount, "a score block needs rows × items scores")
        self.rows = rows
        self.itemCount = itemCount
        self.scores = scores
    }

    /// The scores of row number `row`: `[itemCount]`.
    public subscript(row row: Int) -> UnsafeMutableBufferPointer<Float> {
        precondition(rows.indices.contains(row), "row out of range")
        return UnsafeMutableBufferPointer(rebasing: scores[row * itemCount..<(row + 1) * itemCount])
    }
}
