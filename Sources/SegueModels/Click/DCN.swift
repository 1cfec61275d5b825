import SegueCore
import SegueData
import Torch
import TorchNN

/// Deep & cross network, DCN (Wang et al., ADKDD 2017): layers that multiply the input into itself once more each, beside a
/// network.
///
/// x₀ = [v₁ ‖ … ‖ v_F], x_{l+1} = x₀ (w_l · x_l) + b_l + x_l (Eq. 3), z = w · [x_L ‖ MLP(x₀)] + b (Eq. 6). Without cross layers
/// it is the network alone. The paper has 2 to 6 cross layers beside 1024-1024 with normalized batches; the defaults are
/// smaller.
public final class DCN: FieldNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' vectors.
        public var fields = FieldSettings()
        /// Cross layers; 0: the network alone.
        public var crossCount = 3
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
            configuration.fields, shape: shape, model: "dcn", parts: .vectors, generator: generator)
        self.fields = fields
        let crosses = (0..<configuration.crossCount).map { _ in VectorCross(width: fields.width, generator: generator) }
        network = CrossNetwork(
            crosses: crosses, configuration.network, isStacked: false, width: fields.width, start: fields.start,
            generator: generator)
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        network(fields(batch).reshaped([batch.count, fields.width]), mode: mode)
    }
}

extension DCN {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "dcn", "DCN", family: .fieldInteraction, source: "Wang et al. 2017",
            texts: ["crossCount": "Cross layers; 0: the network alone."]
        ) { (configuration: Configuration, shape, generator) in
            try DCN(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
