/// What a split put where.
public struct SplitCounts: Codable, Equatable, Sendable {
    /// Users of the log, those without train interactions included.
    public var users = 0
    /// Items that occur in train: the candidates of every ranking.
    public var items = 0
    /// Items that occur in validation or test only and were dropped.
    public var unseenItems = 0
    /// Users with at least one train interaction.
    public var trainUsers = 0
    /// Train interactions.
    public var trainInteractions = 0
    /// What validation holds.
    public var validation = PartCounts()
    /// What test holds.
    public var test = PartCounts()

    /// All zero.
    public init() {}
}
