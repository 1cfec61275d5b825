/// An interval that holds the true value with a stated confidence.
public struct ConfidenceInterval: Codable, Sendable, Equatable {
    /// Lower bound.
    public let lower: Double

    /// Upper bound.
    public let upper: Double

    /// The confidence, such as 0.95.
    public let confidence: Double

    /// An interval.
    public init(lower: Double, upper: Double, confidence: Double) {
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
    }

    /// Half the interval's length: the number printed after "±".
    public var halfWidth: Double { (upper - lower) / 2 }
}
