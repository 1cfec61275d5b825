import SegueCore
import SegueData
import Torch
import TorchNN

/// Short-term attention and memory priority, STAMP (Liu et al., KDD 2018): what a session is about, weighed by its last item,
/// and the last item itself meet in a product with each item.
///
/// 1. m_s: the mean of the item vectors x₁…x_t; m_t = x_t.
/// 2. α_i = w₀ᵀ σ(W₁ x_i + W₂ m_t + W₃ m_s + b) (Eq. 7), not normalized; m_a = Σ α_i x_i (Eq. 8).
/// 3. h_s = tanh(W_s m_a + b_s), h_t = tanh(W_t m_t + b_t) (Eq. 3 and 4); the score of item j is Σ_k h_s h_t x_j (Eq. 2).
///
/// The authors' program departs from the paper: it adds m_s to m_a (`addsMean`, the default, by which their figures were made),
/// W_s and W_t have no biases (`hasBias`), and vectors that are read, not those that are scored, are shortened to a greatest
/// length (`inputNormCap`). The paper's σ before the softmax is left out there and here: with scores within 0…1 no item of a
/// large catalog could ever get much of the probability.
public final class STAMP: SequenceModel, @unchecked Sendable {
    /// Hyper-parameters; the defaults are those of the authors' program.
    public struct Configuration: ModelConfiguration {
        /// Width of item vectors and of all layers.
        public var hiddenSize = 100
        /// The longest history that is read.
        public var maximumLength = 50
        /// Whether the mean is added to what attention gives.
        public var addsMean = true
        /// Whether W_s and W_t have biases.
        public var hasBias = false
        /// The greatest length of vectors that are read; null for any.
        public var inputNormCap: Double? = 1.0
        /// Standard deviation of the first weights; that of item vectors is a 25th of it.
        public var initialDeviation = 0.05

        /// The published values.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize", atMost: 1 << 16)
            try ConfigurationCheck.atLeast(1, maximumLength, field: "maximumLength", atMost: 1 << 12)
            if let inputNormCap { try ConfigurationCheck.positive(inputNormCap, field: "inputNormCap") }
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    let itemEmbedding: Embedding
    /// W₁, W₂ and W₃, the last with b.
    let itemWeight: Linear, lastWeight: Linear, meanWeight: Linear
    /// w₀: `[hidden]`.
    let attentionWeight: Parameter
    /// W_s and W_t.
    let sessionLayer: Linear, lastLayer: Linear

    /// Builds the network with fresh weights.
    public init(configuration: Configuration = Configuration(), itemCount: Int, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        let size = configuration.hiddenSize
        let start = Initializer.normal(deviation: configuration.initialDeviation)
        func layer(hasBias: Bool) -> Linear {
            Linear(
                inputSize: size, outputSize: size, hasBias: hasBias, initializer: start, biasInitializer: .zeros,
                generator: generator)
        }
        itemEmbedding = Embedding(
            count: itemCount, size: size, initializer: .normal(deviation: configuration.initialDeviation / 25),
            generator: generator)
        (itemWeight, lastWeight, meanWeight) = (layer(hasBias: false), layer(hasBias: false), layer(hasBias: true))
        attentionWeight = Parameter(start([size], generator: generator))
        (sessionLayer, lastLayer) = (layer(hasBias: configuration.hasBias), layer(hasBias: configuration.hasBias))
    }

    /// The item embedding.
    public var itemTable: ItemTable { ItemTable(tied: itemEmbedding) }
    /// The longest history that is read.
    public var maximumLength: Int? { configuration.maximumLength }

    /// h_s ⊙ h_t at each prediction.
    public func callAsFunction(_ batch: SequenceBatch, mode: Mode) -> SequenceOutput {
        let pairs = TokenPairs(batch)
        var x = itemEmbedding(batch.items)
        if let cap = configuration.inputNormCap {
            // x ∕ max(1, ‖x‖ ∕ cap).
            x = x / (x.norm(1) * (1 / cap)).clamped(minimum: 1)
        }
        let mean = pairs.mean(x)
        let alpha = pairs.scores(lastWeight(x) + meanWeight(mean), itemWeight(x), weight: attentionWeight.value)
        let mixed = pairs.mixed(x, weights: alpha)
        let session = configuration.addsMean ? mixed + mean : mixed
        let product = sessionLayer(session).tanh() * lastLayer(x).tanh()
        return SequenceOutput(representations: product.indexSelect(0, pairs.predictions))
    }
}

extension STAMP {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "stamp", "STAMP", family: .attention, source: "Liu et al. 2018",
            texts: AttentionTexts.with([
                "addsMean": "Whether the mean of the items is added to what attention gives.",
                "hasBias": "Whether the two last layers have biases.",
                "inputNormCap": "The greatest length of item vectors that are read; null for any.",
            ])
        ) { (configuration: Configuration, shape, generator) in
            try STAMP(configuration: configuration, itemCount: shape.itemCount, generator: generator)
        }
    }
}
