/// A log of interactions with what is known about its items and users.
public struct Dataset: Sendable {
    /// The interactions.
    public let log: InteractionLog
    /// Titles, categories and further features of items.
    public let catalog: ItemCatalog
    /// Features of users.
    public let userCatalog: UserCatalog
    /// The first rows of the file as they were understood, in the file's order; at most three, none for data that was
    /// never a file.
    public let firstRows: [SampleRow]
    /// A short name, such as `ml-1m`: the folder's or the file's name.
    public let name: String

    /// Puts a data set together.
    public init(
        log: InteractionLog, catalog: ItemCatalog = .empty, userCatalog: UserCatalog = .empty,
        firstRows: [SampleRow] = [], name: String
    ) {
        self.log = log
        self.catalog = catalog
        self.userCatalog = userCatalog
        self.firstRows = firstRows
        self.name = name
    }
}

/// A row of a file as it was understood, for a person to check.
public struct SampleRow: Sendable, Equatable, Codable {
    /// The user.
    public let user: String
    /// The item.
    public let item: String
    /// The moment as an ISO 8601 date in UTC, with its fraction.
    public let time: String?
    /// The rating.
    public let rating: Float?
    /// The kind of interaction.
    public let behavior: String?
    /// What the context columns hold, by name; numbers as text, missing values left out.
    public let context: [String: String]

    /// A row of these values.
    package init(
        user: String, item: String, time: String?, rating: Float?, behavior: String?, context: [String: String]
    ) {
        self.user = user
        self.item = item
        self.time = time
        self.rating = rating
        self.behavior = behavior
        self.context = context
    }
}
