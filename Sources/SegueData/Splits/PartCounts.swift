/// What one held-out part holds.
public struct PartCounts: Codable, Equatable, Sendable {
    /// Users with at least one target.
    public var users = 0
    /// Interactions kept, first events of unknown users included.
    public var interactions = 0
    /// Interactions to be predicted: those kept that have a history.
    public var targets = 0
    /// Interactions dropped because their item is not in train.
    public var unseenInteractions = 0

    /// All zero.
    public init() {}
}
