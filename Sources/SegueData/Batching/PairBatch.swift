/// Triples for pairwise ranking: the user should prefer the positive item to the negative one.
public struct PairBatch: Equatable, Sendable {
    /// `[count]` user indices, from 1.
    public internal(set) var users: [Int32] = []
    /// `[count]` items the user interacted with.
    public internal(set) var positives: [Int32] = []
    /// `[count]` items the user did not interact with in train.
    public internal(set) var negatives: [Int32] = []
    /// `[count]` log rows of the positives; the items before them in the user's rows are their context.
    public internal(set) var logRows: [Int] = []

    /// An empty batch, to be filled by `PairSampler.next(_:into:using:)`.
    public init() {}

    /// The number of triples.
    public var count: Int { users.count }

    /// Makes the buffers so long, keeping their storage.
    mutating func resize(to count: Int) {
        users.resize(to: count)
        positives.resize(to: count)
        negatives.resize(to: count)
        logRows.resize(to: count)
    }
}
