import SegueCore
import SegueData
import Torch
import TorchNN

/// DeepFM (Guo et al., IJCAI 2017): a factorization machine and a network over the same vectors, added.
///
/// z = w₀ + Σ w_f + Σᵢ<ⱼ ⟨vᵢ, vⱼ⟩ + MLP([v₁ ‖ … ‖ v_F]) (Eq. 1, 2 and 4). Without hidden layers there is no network, and it is a
/// factorization machine. The paper's network is 400-400-400 with dropout 0.5 and vectors of 10 (its Criteo settings); the
/// defaults are smaller.
public final class DeepFM: FieldNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' weights and vectors.
        public var fields = FieldSettings()
        /// The hidden layers; none: no network.
        public var network = NetworkSettings()

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try network.validate()
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// w₀, w and v.
    public let fields: FieldEmbedding
    let network: FeedForward?

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        fields = try FieldEmbedding(configuration.fields, shape: shape, model: "deepfm", generator: generator)
        network = .summand(configuration.network, inputSize: fields.width, generator: generator)
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let vectors = fields(batch)
        let machine = fields.linear(batch) + vectors.pairProducts().sum([1])
        guard let network else { return machine }
        return machine + network(vectors.reshaped([batch.count, fields.width]), mode: mode).reshaped([batch.count])
    }
}

extension DeepFM {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "deepfm", "DeepFM", family: .fieldInteraction, source: "Guo et al. 2017"
        ) { (configuration: Configuration, shape, generator) in
            try DeepFM(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
