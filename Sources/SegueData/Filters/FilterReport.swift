/// What a filter removed.
public struct FilterReport: Codable, Equatable, Sendable {
    /// Sizes of a log.
    public struct Sizes: Codable, Equatable, Sendable {
        /// Rows.
        public var interactions: Int
        /// Users.
        public var users: Int
        /// Items.
        public var items: Int

        /// The sizes of a log.
        public init(of log: InteractionLog) {
            interactions = log.count
            users = log.userCount
            items = log.itemCount
        }
    }

    /// The filter with its parameters.
    public var filter: LogFilter
    /// The sizes before.
    public var before: Sizes
    /// The sizes after.
    public var after: Sizes

    /// A report of the given values.
    public init(filter: LogFilter, before: Sizes, after: Sizes) {
        self.filter = filter
        self.before = before
        self.after = after
    }
}

extension FilterReport: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        "\(filter.name): removed \(before.interactions - after.interactions) of \(before.interactions) interactions, "
            + "\(before.users - after.users) of \(before.users) users, "
            + "\(before.items - after.items) of \(before.items) items"
    }
}
