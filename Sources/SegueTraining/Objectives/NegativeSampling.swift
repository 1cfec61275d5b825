import SegueCore
import SegueModels

/// How the negatives of sampled objectives are drawn, and what those objectives take besides.
public struct NegativeSampling: Codable, Sendable, Equatable {
    /// Which predictions have the same negatives.
    public enum Sharing: String, Codable, Sendable, CaseIterable {
        /// All of a batch, drawn by frequency.
        case batch
        /// Those of a user's window, drawn evenly, each item once, from what the window does not hold.
        case user
    }

    /// Negatives of the predictions that share them.
    public var count = 2048
    /// Which predictions do.
    public var sharing = Sharing.batch
    /// For `batch`, items are drawn in proportion to their frequency in train, raised to this: 0 draws uniformly, 1 by frequency.
    public var exponent = 0.5
    /// `bprMax`: weight of the penalty on the negatives' scores.
    public var regularization = 1.0
    /// `generalizedCrossEntropy`: t, from 0 for plain binary cross-entropy to 1 for calibrated probabilities.
    public var calibration = 0.75

    /// The defaults.
    public init() {}

    /// Checks every field.
    /// - Throws: `ConfigurationError` naming the field.
    public func validate() throws {
        try ConfigurationCheck.atLeast(1, count, field: "training.negatives.count", atMost: 1 << 24)
        try ConfigurationCheck.notNegative(exponent, field: "training.negatives.exponent")
        try ConfigurationCheck.notNegative(regularization, field: "training.negatives.regularization")
        guard (0...1).contains(calibration) else {
            throw ConfigurationError(
                field: "training.negatives.calibration", problem: "must lie in 0…1, not \(calibration)")
        }
    }
}
