import SegueCore
import SegueData
import Torch
import TorchNN

/// Attentional factorization machine, AFM (Xiao et al., IJCAI 2017): a factorization machine that weighs the products of its
/// vectors by attention.
///
/// z = w₀ + Σ w_f + pᵀ Σᵢ<ⱼ a_ij (vᵢ ⊙ vⱼ) (Eq. 6), a = softmax over all pairs of hᵀ ReLU(W (vᵢ ⊙ vⱼ) + b) (Eq. 5). The pairs
/// are those of fields; a field of several labels is one vector, their mean.
///
/// Dropout acts on the pooled product, as the paper says. Its penalty on W is left to weight decay; its squared loss is the
/// task's loss here, log loss for clicks.
public final class AFM: FieldNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' weights and vectors.
        public var fields = FieldSettings()
        /// t: units of the attention.
        public var attentionSize = 16
        /// Probability of dropping a unit of the pooled product.
        public var dropoutRate = 0.2

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try ConfigurationCheck.atLeast(1, attentionSize, field: "attentionSize")
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// w₀, w and v.
    public let fields: FieldEmbedding
    /// W and b.
    let attention: Linear
    /// h.
    let projection: Linear
    /// p.
    let output: Linear

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        fields = try FieldEmbedding(configuration.fields, shape: shape, model: "afm", generator: generator)
        let size = configuration.fields.embeddingSize
        attention = .glorot(size, configuration.attentionSize, generator: generator)
        projection = .glorot(configuration.attentionSize, 1, hasBias: false, generator: generator)
        output = .glorot(size, 1, hasBias: false, generator: generator)
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let vectors = fields(batch)
        let pairs = (0..<fields.count).flatMap { first in (first + 1..<fields.count).map { (first, $0) } }
        func side(_ position: (Int, Int) -> Int) -> Tensor {
            vectors.indexSelect(1, Tensor(pairs.map { Int64(position($0.0, $0.1)) }, device: batch.device))
        }
        let products = side { first, _ in first } * side { _, second in second }
        let weights = projection(attention(products).relu()).softmax(1)
        let pooled = Dropout(rate: configuration.dropoutRate)((weights * products).sum([1]), mode: mode)
        return fields.linear(batch) + output(pooled).reshaped([batch.count])
    }
}

extension AFM {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "afm", "AFM", family: .fieldInteraction, source: "Xiao et al. 2017",
            texts: [
                "attentionSize": "Units of the attention over pairs.",
                "dropoutRate": "Probability of dropping a unit of the pooled product.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try AFM(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
