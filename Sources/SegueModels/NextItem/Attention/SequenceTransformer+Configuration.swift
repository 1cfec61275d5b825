import SegueCore
import TorchNN

extension SequenceTransformer {
    /// How a token knows where it stands.
    public enum Positions: String, Codable, Sendable, CaseIterable {
        /// It does not.
        case none
        /// A learned vector for each number of tokens before it.
        case fromStart
        /// A learned vector for each number of tokens behind it.
        case fromEnd
        /// A learned number for each head and distance, added to the scores of attention.
        case relative
        /// Queries and keys are turned by angles.
        case rotary
    }

    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Width of item vectors and tokens.
        public var hiddenSize = 64
        /// Blocks.
        public var layerCount = 2
        /// Attention heads of a block; they share the width.
        public var headCount = 2
        /// Units in the middle of a block's network, as a multiple of the width.
        public var innerFactor = 4.0
        /// What happens in the middle of a block's network.
        public var activation = TokenNetwork.Activation.gelu
        /// Which normalization.
        public var normalization = Normalization.layerNorm
        /// Where blocks normalize.
        public var normalizationPlace = TransformerOptions.NormalizationPlace.before
        /// Whether what blocks add goes through gates.
        public var hasGates = false
        /// What the gates' biases start at.
        public var gateBias = 0.0
        /// How a token knows where it stands.
        public var positions = Positions.relative
        /// The longest history that is read.
        public var maximumLength = 200
        /// Probability of dropping a unit of the tokens and of what blocks add.
        public var dropoutRate = 0.2
        /// Probability of dropping a whole item vector of the history.
        public var itemDropRate = 0.0
        /// Whether scores are products with the vectors that are read, or with a table of their own.
        public var tiesItems = true
        /// Divides cosines as scores; null: scores are products.
        public var temperature: Double?
        /// Standard deviation of the first item and position vectors.
        public var initialDeviation = 0.02

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            for (value, field, most) in [
                (hiddenSize, "hiddenSize", 1 << 16), (layerCount, "layerCount", 256), (headCount, "headCount", 1 << 16),
                (maximumLength, "maximumLength", 1 << 20),
            ] { try ConfigurationCheck.atLeast(1, value, field: field, atMost: most) }
            try ConfigurationCheck.positive(innerFactor, field: "innerFactor")
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
            try ConfigurationCheck.share(itemDropRate, field: "itemDropRate")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
            if let temperature { try ConfigurationCheck.positive(temperature, field: "temperature") }
            let parts = positions == .rotary ? 2 * headCount : headCount
            guard hiddenSize % parts == 0 else {
                throw ConfigurationError(
                    field: "headCount",
                    problem: "\(parts == headCount ? "it" : "twice it, for rotary positions,") must divide hiddenSize, "
                        + "\(hiddenSize)")
            }
        }

        var block: TransformerOptions {
            let inner = max(1, Int((Double(hiddenSize) * min(innerFactor, 1024)).rounded()))
            var options = TransformerOptions(size: hiddenSize, headCount: headCount, innerSize: inner)
            (options.activation, options.dropoutRate) = (activation, dropoutRate)
            (options.normalization, options.normalizationPlace) = (normalization, normalizationPlace)
            (options.hasGates, options.gateBias) = (hasGates, gateBias)
            options.lagCount = positions == .relative ? maximumLength : 0
            return options
        }
    }
}
