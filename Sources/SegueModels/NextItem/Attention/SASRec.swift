import SegueCore
import SegueData
import Torch
import TorchNN

/// Self-attentive sequential recommendation, SASRec (Kang and McAuley, ICDM 2018): each position of a sequence attends to
/// itself and the positions before it, and is multiplied with the embedding of the items to score them.
///
/// 1. Item and position embeddings are added, with dropout (Eq. 1). Rows are padded in front, positions counted from the end.
/// 2. Blocks of causal self-attention (Eq. 2 and 3) and a point-wise network of two layers with ReLU (Eq. 4), each as
///    x + Dropout(g(LayerNorm(x))) (section III-C).
/// 3. The scores of a position are its product with the item embedding (Eq. 6), the same table as the input.
///
/// Where the paper is silent: a last layer normalization, as in the authors' program, keeps scores in bounds; heads are 1 by
/// default ("multiple heads did not help"). The paper trains binary cross-entropy with one drawn negative: any objective of
/// the trainer can be used, and the full softmax is far better. A history longer than `maximumLength` is cut in front.
public final class SASRec: SequenceModel, @unchecked Sendable {
    /// Hyper-parameters; the defaults are the paper's for MovieLens 1M.
    public struct Configuration: ModelConfiguration {
        /// Width of item vectors and of all layers.
        public var hiddenSize = 50
        /// Blocks.
        public var layerCount = 2
        /// Attention heads of a block; they share the width.
        public var headCount = 1
        /// The longest history that is read.
        public var maximumLength = 200
        /// Probability of dropping a unit, or an attention weight.
        public var dropoutRate = 0.2
        /// Standard deviation of the first embeddings.
        public var initialDeviation = 0.02

        /// The paper's values.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize")
            try ConfigurationCheck.atLeast(1, layerCount, field: "layerCount", atMost: 256)
            try ConfigurationCheck.atLeast(1, headCount, field: "headCount")
            try ConfigurationCheck.atLeast(1, maximumLength, field: "maximumLength")
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
            guard hiddenSize % headCount == 0 else {
                throw ConfigurationError(field: "headCount", problem: "must divide hiddenSize, \(hiddenSize)")
            }
        }
    }

    /// One block: attention and a point-wise network.
    final class Block: Module {
        let attentionNorm: LayerNorm
        let attention: MultiHeadAttention
        let networkNorm: LayerNorm
        let inner: Linear
        let outer: Linear
        private let dropout: Dropout

        init(_ configuration: Configuration, initializer: Initializer, generator: Generator) {
            let size = configuration.hiddenSize
            attentionNorm = LayerNorm(size: size)
            attention = MultiHeadAttention(
                size: size, headCount: configuration.headCount, dropoutRate: configuration.dropoutRate,
                initializer: initializer, generator: generator)
            networkNorm = LayerNorm(size: size)
            inner = Linear(inputSize: size, outputSize: size, initializer: initializer, generator: generator)
            outer = Linear(inputSize: size, outputSize: size, initializer: initializer, generator: generator)
            dropout = Dropout(rate: configuration.dropoutRate)
        }

        func callAsFunction(_ x: Tensor, mask: Tensor, mode: Mode) -> Tensor {
            let normed = attentionNorm(x)
            let x = x + dropout(attention(normed, normed, mask: mask, mode: mode), mode: mode)
            let network = outer(dropout(inner(networkNorm(x)).relu(), mode: mode))
            return x + dropout(network, mode: mode)
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    let itemEmbedding: Embedding
    /// `[maximumLength, hidden]`, the last position last.
    let positions: Parameter
    let blocks: [Block]
    let norm: LayerNorm

    /// Builds the network with fresh weights.
    public init(configuration: Configuration = Configuration(), itemCount: Int, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        let start = Initializer.normal(deviation: configuration.initialDeviation)
        itemEmbedding = Embedding(
            count: itemCount, size: configuration.hiddenSize, initializer: start, generator: generator)
        positions = Parameter(start([configuration.maximumLength, configuration.hiddenSize], generator: generator))
        blocks = (0..<configuration.layerCount).map { _ in
            Block(configuration, initializer: .glorotUniform, generator: generator)
        }
        norm = LayerNorm(size: configuration.hiddenSize)
    }

    /// The item embedding.
    public var itemTable: ItemTable { ItemTable(tied: itemEmbedding) }
    /// The longest history that is read.
    public var maximumLength: Int? { configuration.maximumLength }

    /// The last block at each prediction.
    public func callAsFunction(_ batch: SequenceBatch, mode: Mode) -> SequenceOutput {
        let rows = batch.padded(to: configuration.maximumLength)
        let start = configuration.maximumLength - rows.length
        let position = positions.value.slice(0, start..<configuration.maximumLength)
        let dropout = Dropout(rate: configuration.dropoutRate)
        var x = dropout(itemEmbedding(rows.items) + position, mode: mode)
        let mask = rows.causalMask()
        for block in blocks { x = block(x, mask: mask, mode: mode) }
        let cells = norm(x).reshaped([-1, configuration.hiddenSize])
        return SequenceOutput(representations: cells.indexSelect(0, rows.predictions))
    }
}

extension SASRec {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "sasrec", "SASRec", family: .attention, source: "Kang and McAuley 2018",
            texts: [
                "layerCount": "Blocks of attention and a point-wise network.",
                "hiddenSize": "Width of item vectors and of all layers.",
                "headCount": "Attention heads of a block; they share the width.",
                "maximumLength": "The longest history that is read.",
                "dropoutRate": "Probability of dropping a unit, or an attention weight.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try SASRec(configuration: configuration, itemCount: shape.itemCount, generator: generator)
        }
    }
}

extension ModelFamily {
    /// Networks of attention.
    public static let attention = ModelFamily(rawValue: "attention")
}
