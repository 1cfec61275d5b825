/// Interactions of users with items in columns, sorted by (user, time, original row), stably.
///
/// Rows of one user lie together; there is no user column, only ``offsets``. Each optional column is either absent or
/// has one entry a row. See ``init(users:items:offsets:itemColumn:timeColumn:timeUnit:ratingColumn:behaviorColumn:behaviors:contextColumns:fileRows:source:)``
/// for what is guaranteed.
public struct InteractionLog: Sendable {
    /// The users and their indices `1...userCount`.
    public let users: Vocabulary
    /// The items and their indices `1...itemCount`.
    public let items: Vocabulary
    /// `userCount + 1` rising row numbers; the rows of user `u` are `offsets[u - 1]..<offsets[u]`.
    public let offsets: [Int]
    /// The interactions: items in `1...itemCount`, times that do not fall within a user, finite ratings.
    public let columns: InteractionColumns
    /// Where the log comes from.
    public let source: DataSource
    /// What was done to it since it was read, in order.
    public package(set) var preparation: [PreparationStep] = []

    /// Makes a log and checks that its columns fit each other.
    ///
    /// - Throws: ``InteractionLogError`` when a column has another length than `itemColumn`, when `offsets` does not
    ///   rise from 0 to the number of rows in `users.count + 1` steps, when an item index is outside `1...items.count`,
    ///   when times fall within a user, when a rating is not finite, or when a behavior or a token is unknown.
    public init(
        users: Vocabulary, items: Vocabulary, offsets: [Int], itemColumn: [Int32], timeColumn: [Int64]? = nil,
        timeUnit: TimeUnit = .seconds, ratingColumn: [Float]? = nil, behaviorColumn: [UInt8]? = nil,
        behaviors: [String] = [],
        contextColumns: [ContextColumn] = [], fileRows: [Int32]? = nil, source: DataSource
    ) throws {
        self.init(
            trusted: InteractionColumns(
                unchecked: itemColumn, times: timeColumn, timeUnit: timeUnit, ratings: ratingColumn,
                behaviors: behaviorColumn, behaviorNames: behaviors, contexts: contextColumns, fileRows: fileRows),
            users: users, items: items, offsets: offsets, source: source)
        try validate()
    }

    /// Makes a log of columns that are already known to fit.
    package init(
        trusted columns: InteractionColumns, users: Vocabulary, items: Vocabulary, offsets: [Int], source: DataSource
    ) {
        self.users = users
        self.items = items
        self.offsets = offsets
        self.columns = columns
        self.source = source
    }

    /// `[count]` item indices, each in `1...itemCount`.
    @inlinable public var itemColumn: [Int32] { columns.items }
    /// `[count]` times since 1970 in ``timeUnit``, not falling within a user; nil when the data has no time and the order
    /// of its rows is the order of events.
    @inlinable public var timeColumn: [Int64]? { columns.times }
    /// What ``timeColumn`` counts. The readers choose the coarsest unit that loses nothing: seconds, unless a time of the
    /// file has a fraction.
    public var timeUnit: TimeUnit { columns.timeUnit }
    /// `[count]` ratings, all finite.
    @inlinable public var ratingColumn: [Float]? { columns.ratings }
    /// `[count]` positions in ``behaviors``.
    @inlinable public var behaviorColumn: [UInt8]? { columns.behaviors }
    /// The kinds of interaction, such as `pv`, `buy`, `cart`, `fav`, in order of first appearance.
    public var behaviors: [String] { columns.behaviorNames }
    /// Further named columns, each `[count]`.
    public var contextColumns: [ContextColumn] { columns.contexts }
    /// `[count]` numbers of the rows in the file, from 0; nil where nobody asked the reader to keep them.
    public var fileRows: [Int32]? { columns.fileRows }

    /// Number of users.
    public var userCount: Int { users.count }

    /// Number of items; padding is not counted.
    public var itemCount: Int { items.count }

    /// Number of interactions.
    public var count: Int { itemColumn.count }

    /// The rows of a user in order of time; an empty range for the unknown user 0 and any other index outside
    /// `1...userCount`.
    public func rows(ofUser user: Int32) -> Range<Int> {
        guard user >= 1, Int(user) <= userCount else { return 0..<0 }
        return offsets[Int(user) - 1]..<offsets[Int(user)]
    }

    /// The item indices of a user in order of time, without a copy.
    public func items(ofUser user: Int32) -> ArraySlice<Int32> {
        itemColumn[rows(ofUser: user)]
    }

    /// The times of a user in ``timeUnit``, without a copy; nil when the log has no times.
    public func times(ofUser user: Int32) -> ArraySlice<Int64>? {
        timeColumn?[rows(ofUser: user)]
    }

    /// The context column of this name, or nil.
    public func contextColumn(named name: String) -> ContextColumn? { columns.context(named: name) }

    /// The indices of all users, `1...userCount`.
    public var userIndices: some Sequence<Int32> { (0..<userCount).lazy.map { Int32(truncatingIfNeeded: $0 + 1) } }

    /// What a user did before a row, without a copy.
    /// - Precondition: the row lies in the user's rows, or just behind them.
    public func history(ofUser user: Int32, before row: Int) -> History {
        columns[rows(ofUser: user).lowerBound..<row]
    }
}
