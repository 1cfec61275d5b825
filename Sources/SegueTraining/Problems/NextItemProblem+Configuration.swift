import SegueCore
import SegueData

extension NextItemProblem {
    /// How a sequence model learns to say the next item: windows and loss. The defaults are Table 1 of the user-based GRU
    /// paper.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Steps that gradients flow through, the paper's "unfold dimension".
        public var windowLength = 20
        /// Whether the hidden state goes on from window to window; the paper does not say.
        public var carriesState = true
        /// Where a sequence has its short window.
        public var windowAlignment = WindowConfiguration.Alignment.start
        /// The loss.
        public var objective = ObjectiveKind.crossEntropy
        /// How sampled objectives draw.
        public var negatives = NegativeSampling()

        /// The paper's values.
        public init() {}

        /// Checks every field.
        /// - Throws: `ConfigurationError` naming the field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, windowLength, field: "training.windowLength", atMost: 1_000_000)
            try negatives.validate()
        }

        func windows(batchSize: Int) -> WindowConfiguration {
            WindowConfiguration(
                windowLength: windowLength, batchSize: batchSize, alignment: windowAlignment,
                carriesState: carriesState)
        }
    }
}
