/// What one epoch gave.
public struct EpochRecord: Codable, Sendable, Equatable {
    /// Number of the epoch, from 1.
    public let epoch: Int
    /// Mean training loss over the epoch's predictions, penalty left out.
    public let loss: Double
    /// The watched metric on the validation part; nil without one.
    public let validation: Double?
    /// Predictions trained on.
    public let predictions: Int
    /// Seconds spent training, validation left out. Not exact over a resume.
    public let seconds: Double

    /// Predictions trained on a second.
    public var predictionsPerSecond: Double { seconds > 0 ? Double(predictions) / seconds : 0 }
}
