/// An item and its score.
public struct ScoredItem: Hashable, Sendable {
    /// The item's index, 1-based.
    public let item: Int32

    /// The model's score: comparable within one row only.
    public let score: Float

    /// An item with its score.
    public init(item: Int32, score: Float) {
        self.item = item
        self.score = score
    }

    /// Whether this item stands before another in a list: by higher score, then by lower index.
    @inline(__always)
    func precedes(_ other: ScoredItem) -> Bool {
        score > other.score || (score == other.score && item < other.item)
    }
}
