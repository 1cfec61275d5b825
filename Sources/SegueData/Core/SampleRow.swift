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
