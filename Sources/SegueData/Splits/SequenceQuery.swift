/// A question to a model: which item comes next, at one or many places of one history.
///
/// The items may be a slice of a large column, so indices start at `items.startIndex`, not at 0.
public struct SequenceQuery: Sendable {
    /// The user's dense index, or `Vocabulary.padding` (0) for one that the model has not been trained on.
    public var user: Int32
    /// The history in order, followed by the items to be predicted if they are known.
    public var items: ArraySlice<Int32>
    /// The times of the items since 1970 in ``timeUnit``, or nil.
    public var times: ArraySlice<Int64>?
    /// What ``times`` count.
    public var timeUnit: TimeUnit
    /// Offsets from `items.startIndex`: at p the item there is predicted from the p items before it. `items.count`
    /// asks for the item after the last; 0 has an empty history.
    public var positions: Range<Int>

    /// A query of the given values.
    public init(
        user: Int32, items: ArraySlice<Int32>, times: ArraySlice<Int64>? = nil, timeUnit: TimeUnit = .seconds,
        positions: Range<Int>
    ) {
        self.user = user
        self.items = items
        self.times = times
        self.timeUnit = timeUnit
        self.positions = positions
    }

    /// Asks for the one item after a history; times are in seconds since 1970.
    public init(user: Int32 = Vocabulary.padding, history: [Int32], times: [Int64]? = nil) {
        self.init(
            user: user, items: history[...], times: times.map { $0[...] }, positions: history.count..<history.count + 1)
    }

    /// The item to be predicted at a position, or nil if it is not known (after the last item, or out of range).
    public func target(at position: Int) -> Int32? {
        guard position >= 0, position < items.count else { return nil }
        return items[items.startIndex + position]
    }
}
