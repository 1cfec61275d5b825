import SegueCore
import SegueData
import Torch
import TorchNN

/// AutoInt (Song et al., CIKM 2019): fields attend to each other, layer upon layer; AutoInt+ adds a network over the fields.
///
/// 1. Each layer, per head: α = softmax over k of ⟨W_Q v_m, W_K v_k⟩, v'_m = ReLU(‖_h Σ_k α W_V v_k + W_res v_m) (Eq. 5 to 8).
/// 2. z = w · [v'₁ ‖ … ‖ v'_F] + b (Eq. 9), AutoInt+: + MLP([v₁ ‖ … ‖ v_F]); by option + Σ w_f.
///
/// As in the paper, products are not scaled (``Configuration/scalesProducts`` does) and W_res is in every layer. Without
/// attention layers AutoInt+ is its network. AutoInt+ is AutoInt with hidden layers: those of the paper are 400-400.
public final class AutoInt: FieldNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' vectors and, by option, weights.
        public var fields = FieldSettings()
        /// Attention layers; 0: the network alone.
        public var layerCount = 3
        /// Heads of a layer; they share the width.
        public var headCount = 2
        /// Width of what a layer makes of a field.
        public var attentionSize = 32
        /// Probability of dropping an attention weight.
        public var attentionDropoutRate = 0.0
        /// Whether products of queries and keys are divided by the root of their width.
        public var scalesProducts = false
        /// Whether the linear part w₀ + Σ w_f is added.
        public var addsLinearPart = false
        /// The hidden layers; none: AutoInt without +.
        public var network = NetworkSettings([])

        /// AutoInt's defaults.
        public init() {}

        /// AutoInt+'s defaults.
        public static var plus: Configuration {
            var configuration = Configuration()
            configuration.network = NetworkSettings()
            return configuration
        }

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try network.validate()
            try ConfigurationCheck.atLeast(
                network.hiddenSizes.isEmpty ? 1 : 0, layerCount, field: "layerCount", atMost: 64)
            try ConfigurationCheck.atLeast(1, headCount, field: "headCount")
            try ConfigurationCheck.atLeast(1, attentionSize, field: "attentionSize")
            try ConfigurationCheck.share(attentionDropoutRate, field: "attentionDropoutRate")
            guard attentionSize % headCount == 0 else {
                throw ConfigurationError(field: "headCount", problem: "must divide attentionSize, \(attentionSize)")
            }
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// v, and w₀ and w by option.
    public let fields: FieldEmbedding
    let layers: [FieldAttention]
    let output: Linear?
    let network: FeedForward?

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        fields = try FieldEmbedding(
            configuration.fields, shape: shape, model: "autoint",
            parts: configuration.addsLinearPart ? [.linear, .vectors] : .vectors, generator: generator)
        let size = configuration.attentionSize
        layers = (0..<configuration.layerCount).map {
            FieldAttention(
                inputSize: $0 == 0 ? configuration.fields.embeddingSize : size, outputSize: size,
                headCount: configuration.headCount, isScaled: configuration.scalesProducts,
                dropoutRate: configuration.attentionDropoutRate, generator: generator)
        }
        output = layers.isEmpty ? nil : .glorot(fields.count * size, 1, generator: generator)
        network = .summand(configuration.network, inputSize: fields.width, generator: generator)
        if !configuration.addsLinearPart {
            withoutGradients { (output ?? network?.layers.last)?.bias?.value.fill(fields.start) }
        }
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let vectors = fields(batch)
        let attended = layers.reduce(vectors) { $1($0, mode: mode) }
        let parts = [
            configuration.addsLinearPart ? fields.linear(batch) : nil,
            output.map { $0(attended.reshaped([batch.count, -1])).reshaped([batch.count]) },
            network.map { $0(vectors.reshaped([batch.count, fields.width]), mode: mode).reshaped([batch.count]) },
        ].compactMap { $0 }
        return parts.dropFirst().reduce(parts[0]) { $0 + $1 }
    }
}

extension AutoInt {
    /// AutoInt in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> { entry("autoint", "AutoInt", Configuration()) }

    /// AutoInt+ in the catalog.
    public static var plusEntry: ModelEntry<any PointwiseModel> { entry("autoint+", "AutoInt+", .plus) }

    private static func entry(
        _ name: String, _ title: String, _ defaults: Configuration
    ) -> ModelEntry<any PointwiseModel> {
        ModelEntry(
            name, title, family: .fieldInteraction, source: "Song et al. 2019", defaults: defaults,
            texts: [
                "layerCount": "Attention layers; 0: the network alone.",
                "headCount": "Attention heads; they share the width.",
                "attentionSize": "Width of what a layer makes of a field.",
                "attentionDropoutRate": "Probability of dropping an attention weight.",
                "scalesProducts": "Whether products of queries and keys are divided by the root of their width.",
                "addsLinearPart": "Whether a linear model of the fields is added.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try AutoInt(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
