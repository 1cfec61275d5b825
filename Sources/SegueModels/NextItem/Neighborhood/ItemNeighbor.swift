/// An item similar to another.
public struct ItemNeighbor: Sendable, Equatable {
    /// Index of the item, 1-based.
    public let item: Int32
    /// Similarity, above 0; 1 is the most that a cosine gives.
    public let similarity: Float

    /// Pairs an item with its similarity.
    public init(item: Int32, similarity: Float) {
        self.item = item
        self.similarity = similarity
    }
}
