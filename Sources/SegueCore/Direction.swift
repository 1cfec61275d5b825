/// Which way of a number is the better one.
public enum Direction: String, Codable, Sendable, CaseIterable {
    /// More is better, as of recall.
    case higher
    /// Less is better, as of an error.
    case lower

    /// Whether a value is better than another one; never where one of them is not a number.
    public func isBetter(_ value: Double, than other: Double) -> Bool {
        switch self {
        case .higher: value > other
        case .lower: value < other
        }
    }
}
