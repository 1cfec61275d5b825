/// Keeps each user's first interaction with each item.
public struct FirstOccurrencesFilter: LogFilterRule {
    /// `first-occurrences`.
    public static let name = "first-occurrences"

    /// The filter; it has no parameters.
    public init() {}

    /// Always valid.
    public func validate() throws {}

    /// Drops all later interactions with an item.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        log.keeping(log.firstOccurrences)
    }
}
