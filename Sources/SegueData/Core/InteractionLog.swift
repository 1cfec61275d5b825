/// Interactions of users with items in columns, sorted by (user, time, original row), stably.
///
/// Rows of one user lie together; there is no user column, only ``offsets``. Each optional column is either absent or
/// has one entry a row. See ``init(users:items:offsets:itemColumn:timeColumn:timeUnit:ratingColumn:behaviorColumn:behaviors:contextColumns:source:)``
/// for what is guaranteed.
public struct InteractionLog: Sendable {
    /// The users and their indices `1...userCount`.
    public let users: Vocabulary
    /// The items and their indices `1...itemCount`.
    public let items: Vocabulary
    /// `userCount + 1` rising row numbers; the rows of user `u` are `offsets[u - 1]..<offsets[u]`.
    public let offsets: [Int]
    /// `[count]` item indices, each in `1...itemCount`.
    public let itemColumn: [Int32]
    /// `[count]` times since 1970 in ``timeUnit``, not falling within a user; nil when the data has no time and the order
    /// of its rows is the order of events.
    public let timeColumn: [Int64]?
    /// What ``timeColumn`` counts. The readers choose the coarsest unit that loses nothing: seconds, unless a time of the
    /// file has a fraction.
    public let timeUnit: TimeUnit
    /// `[count]` ratings, all finite.
    public let ratingColumn: [Float]?
    /// `[count]` positions in ``behaviors``.
    public let behaviorColumn: [UInt8]?
    /// The kinds of interaction, such as `pv`, `buy`, `cart`, `fav`, in order of first appearance.
    public let behaviors: [String]
    /// Further named columns, each `[count]`.
    public let contextColumns: [ContextColumn]
    /// Where the log comes from.
    public let source: DataSource
    /// What was done to it since it was read, in order.
    public internal(set) var preparation: [PreparationStep] = []

    /// Makes a log and checks that its columns fit each other.
    ///
    /// - Throws: ``InteractionLogError`` when a column has another length than `itemColumn`, when `offsets` does not
    ///   rise from 0 to the number of rows in `users.count + 1` steps, when an item index is outside `1...items.count`,
    ///   when times fall within a user, when a rating is not finite, or when a behavior or a token is unknown.
    public init(
        users: Vocabulary, items: Vocabulary, offsets: [Int], itemColumn: [Int32], timeColumn: [Int64]? = nil,
        timeUnit: TimeUnit = .seconds, ratingColumn: [Float]? = nil, behaviorColumn: [UInt8]? = nil,
        behaviors: [String] = [],
        contextColumns: [ContextColumn] = [], source: DataSource
    ) throws {
        self.init(
            trusted: (), users: users, items: items, offsets: offsets, itemColumn: itemColumn, timeColumn: timeColumn,
            timeUnit: timeUnit, ratingColumn: ratingColumn, behaviorColumn: behaviorColumn, behaviors: behaviors,
            contextColumns: contextColumns, source: source)
        try validate()
    }

    /// Makes a log of columns that are already known to fit.
    package init(
        trusted: Void, users: Vocabulary, items: Vocabulary, offsets: [Int], itemColumn: [Int32], timeColumn: [Int64]?,
        timeUnit: TimeUnit, ratingColumn: [Float]?, behaviorColumn: [UInt8]?, behaviors: [String],
        contextColumns: [ContextColumn],
        source: DataSource
    ) {
        self.users = users
        self.items = items
        self.offsets = offsets
        self.itemColumn = itemColumn
        self.timeColumn = timeColumn
        self.timeUnit = timeUnit
        self.ratingColumn = ratingColumn
        self.behaviorColumn = behaviorColumn
        self.behaviors = behaviors
        self.contextColumns = contextColumns
        self.source = source
    }

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
    public func contextColumn(named name: String) -> ContextColumn? {
        contextColumns.first { $0.name == name }
    }
}
