/// The result on a part of the events, such as those of cold users.
public struct EvaluationSegment: Codable, Sendable, Equatable {
    /// Which part.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Users with few training interactions.
        case coldUsers
        /// The other users.
        case warmUsers
        /// Targets with few training interactions, those with none included.
        case coldItems
        /// The other targets.
        case warmItems
    }

    /// Which part.
    public let kind: Kind

    /// Cold is what has fewer training interactions than this.
    public let threshold: Int

    /// Users with events in this part.
    public let users: Int

    /// Events in this part.
    public let events: Int

    /// The metrics; without entries when there is no event.
    public let values: [Metric: Double]

    /// The part in words.
    public var title: String {
        switch kind {
        case .coldUsers: "cold users (fewer than \(threshold) training interactions)"
        case .warmUsers: "warm users (at least \(threshold) training interactions)"
        case .coldItems: "cold items (fewer than \(threshold) training interactions)"
        case .warmItems: "warm items (at least \(threshold) training interactions)"
        }
    }
}
