/// A question to a model: which item comes next, at one or many positions of one history.
///
/// The history is a slice of larger columns, so its indices start at `items.startIndex`, not at 0.
public struct NextItemQuery: Sendable {
    /// The user's dense index, or `Vocabulary.padding` (0) for one that the model has not been trained on.
    public var user: Int32
    /// The history in order, followed by the interactions to be predicted if they are known.
    public var history: History
    /// Offsets into the history: at p the item there is predicted from the p items before it. `history.count` asks for
    /// the item after the last; 0 has an empty history.
    public var positions: Range<Int>
    /// The moment asked about where no target is known, in the history's time unit; nil when it does not matter.
    public var time: Int64?

    /// A query of the given values.
    public init(user: Int32, history: History, positions: Range<Int>, time: Int64? = nil) {
        self.user = user
        self.history = history
        self.positions = positions
        self.time = time
    }

    /// A query over items, and times if there are any, of its own.
    public init(
        user: Int32, items: ArraySlice<Int32>, times: ArraySlice<Int64>? = nil, timeUnit: TimeUnit = .seconds,
        positions: Range<Int>
    ) {
        let columns = InteractionColumns(items: Array(items), times: times.map(Array.init), timeUnit: timeUnit)
        self.init(user: user, history: columns[0..<items.count], positions: positions)
    }

    /// Asks for the one item after a history; times are in seconds since 1970.
    public init(user: Int32 = Vocabulary.padding, history: [Int32], times: [Int64]? = nil) {
        self.init(
            user: user, history: History(items: history, times: times), positions: history.count..<history.count + 1)
    }

    /// The items of the history.
    @inlinable public var items: ArraySlice<Int32> { history.items }
    /// The times of the history in ``timeUnit``, or nil.
    public var times: ArraySlice<Int64>? { history.times }
    /// What ``times`` count.
    public var timeUnit: TimeUnit { history.columns.timeUnit }

    /// The item to be predicted at a position, or nil if it is not known (after the last item, or out of range).
    public func target(at position: Int) -> Int32? {
        guard position >= 0, position < history.count else { return nil }
        return items[items.startIndex + position]
    }
}
