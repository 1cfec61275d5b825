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
