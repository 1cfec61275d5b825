/// How one model differs from another on the same events.
public struct PairedComparison: Codable, Sendable, Equatable {
    /// The metric compared.
    public let metric: Metric

    /// The model in question.
    public let model: String

    /// The model that it is compared with.
    public let reference: String

    /// The model's value less the reference's.
    public let difference: Double

    /// The bootstrap interval of the difference.
    public let interval: ConfidenceInterval

    /// Two-sided p-value of the paired randomization test, for this comparison alone.
    public let pValue: Double

    /// The p-value after Holm's correction over all comparisons made together.
    public internal(set) var adjustedPValue: Double

    /// Number of users compared.
    public let users: Int

    /// Whether the difference is significant at a level, after correction.
    public func isSignificant(level: Double = 0.05) -> Bool { adjustedPValue < level }
}
