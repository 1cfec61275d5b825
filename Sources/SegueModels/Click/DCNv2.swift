import SegueCore
import SegueData
import Torch
import TorchNN

/// DCN V2 (Wang et al., WWW 2021): cross layers with a matrix, or a mixture of matrices of low rank, in place of a vector.
///
/// x₀ = [v₁ ‖ … ‖ v_F], x_{l+1} = x₀ ⊙ (W_l x_l + b_l) + x_l (Eq. 1), or with E experts of rank r
/// x_{l+1} = Σ_e G_e(x_l) x₀ ⊙ (U g(C g(Vᵀ x_l)) + b) + x_l (Eq. 3 to 5), g = tanh, G a softmax. Parallel: z = w · [x_L ‖ MLP(x₀)] + b;
/// stacked: z = w · MLP(x_L) + b (section 3.3). Without cross layers both are the network alone.
///
/// The paper leaves g and the gate open: tanh and a softmax, as in its authors' library; each layer has a gate of its own.
public final class DCNv2: FieldNetwork, @unchecked Sendable {
    /// How cross layers and network stand to each other.
    public enum Structure: String, Codable, Sendable, CaseIterable {
        /// Side by side.
        case parallel
        /// The network behind the cross layers.
        case stacked
    }

    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' vectors.
        public var fields = FieldSettings()
        /// Cross layers; 0: the network alone.
        public var crossCount = 3
        /// How cross layers and network stand to each other.
        public var structure = Structure.parallel
        /// E: experts of a layer; 0: one full matrix.
        public var expertCount = 0
        /// r: rank of an expert's matrices.
        public var rank = 16
        /// The hidden layers; none: the cross layers alone.
        public var network = NetworkSettings()

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try network.validate()
            try ConfigurationCheck.atLeast(
                network.hiddenSizes.isEmpty ? 1 : 0, crossCount, field: "crossCount", atMost: 64)
            try ConfigurationCheck.atLeast(0, expertCount, field: "expertCount", atMost: 1024)
            try ConfigurationCheck.atLeast(1, rank, field: "rank", atMost: 1 << 14)
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// v.
    public let fields: FieldEmbedding
    let network: CrossNetwork

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        let fields = try FieldEmbedding(
            configuration.fields, shape: shape, model: "dcn-v2", parts: .vectors, generator: generator)
        self.fields = fields
        let crosses = (0..<configuration.crossCount).map { _ -> any CrossLayer in
            guard configuration.expertCount > 0 else { return MatrixCross(width: fields.width, generator: generator) }
            return MixtureCross(
                width: fields.width, expertCount: configuration.expertCount, rank: configuration.rank,
                generator: generator)
        }
        network = CrossNetwork(
            crosses: crosses, configuration.network, isStacked: configuration.structure == .stacked,
            width: fields.width, start: fields.start, generator: generator)
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        network(fields(batch).reshaped([batch.count, fields.width]), mode: mode)
    }
}

extension DCNv2 {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "dcn-v2", "DCN V2", family: .fieldInteraction, source: "Wang et al. 2021",
            texts: [
                "crossCount": "Cross layers; 0: the network alone.",
                "structure": "Whether the network stands beside the cross layers or behind them.",
                "expertCount": "Experts of low rank in a cross layer; 0: one full matrix.",
                "rank": "Rank of an expert's matrices.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try DCNv2(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
