import SegueCore
import SegueData
import Torch
import TorchNN

/// Neural factorization machine, NFM (He and Chua, SIGIR 2017): a network reads the sum of all products of vectors.
///
/// b = Σᵢ<ⱼ vᵢ ⊙ vⱼ (Eq. 4), normalized over the batch by option, with dropout; z = w₀ + Σ w_f + hᵀ MLP(b) (Eq. 6 and 7).
/// Without hidden layers, and with h = 1, it is a factorization machine.
///
/// The paper has one hidden layer of 64, squared loss and vectors taken from a trained factorization machine; here the loss
/// is the task's, and vectors start anew.
public final class NFM: FieldNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' weights and vectors.
        public var fields = FieldSettings()
        /// The hidden layers.
        public var network = NetworkSettings([64])
        /// Whether b is normalized over the batch.
        public var normalizesPooling = false
        /// Probability of dropping a unit of b.
        public var poolingDropoutRate = 0.2

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try network.validate()
            try ConfigurationCheck.share(poolingDropoutRate, field: "poolingDropoutRate")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// w₀, w and v.
    public let fields: FieldEmbedding
    let poolingNorm: BatchNorm?
    /// The MLP, and h behind it.
    let network: FeedForward

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        fields = try FieldEmbedding(configuration.fields, shape: shape, model: "nfm", generator: generator)
        let size = configuration.fields.embeddingSize
        poolingNorm = configuration.normalizesPooling ? BatchNorm(size: size) : nil
        network = FeedForward(configuration.network, inputSize: size, outputSize: 1, generator: generator)
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let pooled = fields(batch).pairProducts()
        let normed = poolingNorm.map { $0(pooled, mode: mode) } ?? pooled
        let dropped = Dropout(rate: configuration.poolingDropoutRate)(normed, mode: mode)
        return fields.linear(batch) + network(dropped, mode: mode).reshaped([batch.count])
    }
}

extension NFM {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "nfm", "NFM", family: .fieldInteraction, source: "He and Chua 2017",
            texts: [
                "normalizesPooling": "Whether the pooled products are normalized over the batch.",
                "poolingDropoutRate": "Probability of dropping a unit of the pooled products.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try NFM(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
