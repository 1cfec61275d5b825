import SegueCore
import SegueData
import Torch
import TorchNN

/// Neural attentive session-based recommendation, NARM (Li et al., CIKM 2017): the last state of a GRU says what a session is
/// about, attention to all its states what in it was meant.
///
/// 1. h: states of a GRU that resets before the product, over item vectors with dropout.
/// 2. α[t, j] = vᵀ σ(A₁ h[t] + A₂ h[j]) for j ≤ t (Eq. 8), c[t] = Σ α[t, j] h[j] (Eq. 7).
/// 3. Scores are E B [c; h] (Eq. 11), with dropout on [c; h].
///
/// The paper leaves α as it is; the authors' program takes its softmax over j, which is the default. A batch needs memory for
/// each pair of items: histories are cut to the last `maximumLength`.
public final class NARM: SequenceModel, @unchecked Sendable {
    /// Hyper-parameters; the defaults are the paper's.
    public struct Configuration: ModelConfiguration {
        /// Width of item vectors.
        public var embeddingSize = 50
        /// Units of the GRU.
        public var hiddenSize = 100
        /// The longest history that is read.
        public var maximumLength = 19
        /// Whether attention weights are a softmax.
        public var hasSoftmax = true
        /// Probability of dropping a unit of an item vector.
        public var itemDropoutRate = 0.25
        /// Probability of dropping a unit of what is scored from.
        public var dropoutRate = 0.5
        /// Standard deviation of the first weights.
        public var initialDeviation = 0.1

        /// The published values.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, embeddingSize, field: "embeddingSize", atMost: 1 << 16)
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize", atMost: 1 << 16)
            try ConfigurationCheck.atLeast(1, maximumLength, field: "maximumLength", atMost: 1 << 12)
            try ConfigurationCheck.share(itemDropoutRate, field: "itemDropoutRate")
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    let itemEmbedding: Embedding
    let cell: StandardCell
    /// A₁ and A₂.
    let queryWeight: Linear, keyWeight: Linear
    /// v: `[hidden]`.
    let attentionWeight: Parameter
    /// B: `[embedding, 2 · hidden]`.
    let output: Linear

    /// Builds the network with fresh weights.
    public init(configuration: Configuration = Configuration(), itemCount: Int, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        let (size, hidden) = (configuration.embeddingSize, configuration.hiddenSize)
        let start = Initializer.normal(deviation: configuration.initialDeviation)
        func matrix(_ input: Int, _ output: Int) -> Linear {
            Linear(inputSize: input, outputSize: output, hasBias: false, initializer: start, generator: generator)
        }
        itemEmbedding = Embedding(count: itemCount, size: size, initializer: start, generator: generator)
        cell = StandardCell(
            hiddenSize: hidden, inputSize: size, hasUser: false, initializer: start, generator: generator)
        (queryWeight, keyWeight) = (matrix(hidden, hidden), matrix(hidden, hidden))
        attentionWeight = Parameter(start([hidden], generator: generator))
        output = matrix(2 * hidden, size)
    }

    /// The item embedding.
    public var itemTable: ItemTable { ItemTable(tied: itemEmbedding) }
    /// The longest history that is read.
    public var maximumLength: Int? { configuration.maximumLength }

    /// What is scored from at each prediction.
    public func callAsFunction(_ batch: SequenceBatch, mode: Mode) -> SequenceOutput {
        let pairs = TokenPairs(batch)
        let items = Dropout(rate: configuration.itemDropoutRate)(itemEmbedding(batch.items), mode: mode)
        let state = Tensor.zeros([batch.rows.count, configuration.hiddenSize], device: batch.device)
        let h = cell.states(items: items, user: nil, state: state, stepSizes: batch.stepSizes)
        let scores = pairs.scores(queryWeight(h), keyWeight(h), weight: attentionWeight.value)
        let c = pairs.mixed(h, weights: configuration.hasSoftmax ? pairs.softmax(scores) : scores)
        let both = Tensor.concatenated([c, h], dimension: 1).indexSelect(0, pairs.predictions)
        return SequenceOutput(representations: output(Dropout(rate: configuration.dropoutRate)(both, mode: mode)))
    }
}

extension NARM {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "narm", "NARM", family: .attention, source: "Li et al. 2017",
            texts: AttentionTexts.with([
                "hiddenSize": "Units of the hidden state.", "hasSoftmax": "Whether attention weights are a softmax.",
            ])
        ) { (configuration: Configuration, shape, generator) in
            try NARM(configuration: configuration, itemCount: shape.itemCount, generator: generator)
        }
    }
}
