import SegueCore
import SegueData
import Torch
import TorchNN

/// Neural matrix factorization, NeuMF (He et al., WWW 2017): a generalized matrix factorization and a network, each with
/// vectors of its own for user and item, under one output.
///
/// φ_GMF = p_u ⊙ q_i, φ_MLP = MLP([p'_u ‖ q'_i]), z = h · [φ_GMF ‖ φ_MLP] + b (Eq. 12). Of the fields it reads the two that name
/// user and item. The paper draws N(0, 0.01²) and trains both parts first alone by option; here they start together.
public final class NeuMF: FieldNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The vectors of both parts.
        public var fields = FieldSettings()
        /// The hidden layers.
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
    /// p and q.
    public let fields: FieldEmbedding
    /// p' and q'.
    let deepFields: FieldEmbedding
    let network: FeedForward
    /// h and b.
    let output: Linear
    private let positions: (user: Int, item: Int)

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without the fields `user` and `item`.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        var settings = configuration.fields
        settings.historyLength = 0
        func table() throws -> FieldEmbedding {
            try FieldEmbedding(
                settings, shape: shape, model: "neumf", parts: .vectors, generator: generator)
        }
        (fields, deepFields) = (try table(), try table())
        guard let user = fields.position(of: .user), let item = fields.position(of: .item) else {
            throw ConfigurationError(field: "model.name", problem: "'neumf' needs the fields 'user' and 'item'")
        }
        positions = (user, item)
        let size = configuration.fields.embeddingSize
        network = FeedForward(configuration.network, inputSize: 2 * size, generator: generator)
        output = .glorot(size + (configuration.network.hiddenSizes.last ?? 2 * size), 1, generator: generator)
        withoutGradients { output.bias?.value.fill(fields.start) }
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        func sides(_ table: FieldEmbedding) -> (user: Tensor, item: Tensor) {
            let vectors = table(batch)
            return (vectors.select(1, at: positions.user), vectors.select(1, at: positions.item))
        }
        let (general, deep) = (sides(fields), sides(deepFields))
        let read = network(.concatenated([deep.user, deep.item], dimension: 1), mode: mode)
        return output(.concatenated([general.user * general.item, read], dimension: 1)).reshaped([batch.count])
    }

    /// The penalty on the values of both parts.
    public func penalty(_ batch: ExampleBatch) -> Tensor? {
        guard let first = fields.penalty(batch), let second = deepFields.penalty(batch) else { return nil }
        return first + second
    }
}

extension NeuMF {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "neumf", "NeuMF", family: .fieldInteraction, source: "He et al. 2017"
        ) { (configuration: Configuration, shape, generator) in
            try NeuMF(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
