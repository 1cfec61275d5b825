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
        /// Where a sequence has its short window, of consecutive windows.
        public var windowAlignment = WindowConfiguration.Alignment.start
        /// Which windows of a sequence are trained on, and in which order.
        public var windows = WindowSelection.consecutive
        /// Items in front of a window that are read with it and not predicted from, where windows stand each for itself.
        public var windowContext = 0
        /// The most predictions of a batch, where windows stand each for itself; nil: `batchSize` counts windows.
        public var tokensPerBatch: Int?
        /// The loss.
        public var objective = ObjectiveKind.crossEntropy
        /// How sampled objectives draw.
        public var negatives = NegativeSampling()
        /// `crossEntropy`: what share of the target's probability all items share evenly.
        public var labelSmoothing = 0.0

        /// The paper's values.
        public init() {}

        /// Checks every field.
        /// - Throws: `ConfigurationError` naming the field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, windowLength, field: "training.windowLength", atMost: 1_000_000)
            try ConfigurationCheck.atLeast(0, windowContext, field: "training.windowContext", atMost: 1_000_000)
            if let tokensPerBatch {
                try ConfigurationCheck.atLeast(1, tokensPerBatch, field: "training.tokensPerBatch", atMost: 100_000_000)
            }
            try ConfigurationCheck.share(labelSmoothing, field: "training.labelSmoothing")
            try negatives.validate()
            guard windows != .consecutive || (windowContext == 0 && tokensPerBatch == nil) else {
                throw ConfigurationError(
                    field: windowContext == 0 ? "training.tokensPerBatch" : "training.windowContext",
                    problem: "is for windows that stand each for itself; name `windows: all` or `windows: last`")
            }
        }

        func shuffledWindows(batchSize: Int) -> ShuffledWindowConfiguration {
            ShuffledWindowConfiguration(
                windowLength: windowLength, selection: windows, batchSize: batchSize, tokensPerBatch: tokensPerBatch)
        }

        func consecutiveWindows(batchSize: Int) -> WindowConfiguration {
            WindowConfiguration(
                windowLength: windowLength, batchSize: batchSize, alignment: windowAlignment,
                carriesState: carriesState)
        }
    }
}
