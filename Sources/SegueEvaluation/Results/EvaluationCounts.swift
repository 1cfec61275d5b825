/// What an evaluation's means were taken over.
public struct EvaluationCounts: Codable, Sendable, Equatable {
    /// Users with at least one event that counts; each query of an unknown user is one.
    public var users: Int

    /// Events that count: those ranked, and those counted as misses because their item is unseen in training.
    public var events: Int

    /// Targets that do not occur in training: dropped or counted as misses, as the split's policy says.
    public var unseenTargets: Int

    /// Events whose target the history already contains, a miss under the seen filter; 0 where nothing is filtered.
    public var repeatedTargets: Int

    /// Size of the catalog.
    public var items: Int

    /// Events with a click; nil where there are no clicks to predict.
    public var positives: Int?

    /// Users without both labels, who have no AUC of their own; nil where there are no clicks to predict.
    public var usersOfOneLabel: Int?

    /// Counts.
    public init(
        users: Int, events: Int, unseenTargets: Int = 0, repeatedTargets: Int = 0, items: Int, positives: Int? = nil,
        usersOfOneLabel: Int? = nil
    ) {
        self.users = users
        self.events = events
        self.unseenTargets = unseenTargets
        self.repeatedTargets = repeatedTargets
        self.items = items
        self.positives = positives
        self.usersOfOneLabel = usersOfOneLabel
    }
}
