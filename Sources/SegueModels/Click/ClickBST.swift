import SegueCore
import SegueData
import Torch
import TorchNN

/// Behavior sequence transformer, BST (Chen et al., DLP-KDD 2019): the events of a history and the item asked about attend to
/// each other.
///
/// 1. Tokens, the last n events and then the item asked about: [item ‖ category ‖ …] + P. P(j) is the vector of the bucketed
///    time t(asked) − t(j) (section 2.1), or of the position counted from the end; see ``Position``.
/// 2. Blocks with norms behind: a = LN(x + Drop(MHA(x))), y = LN(a + Drop(W₂ LeakyReLU(W₁ a))) (Eq. 4 to 7). All see all;
///    padding is seen by none.
/// 3. z = MLP([the other fields' vectors ‖ y]): all positions side by side as in the paper, 0 for padding, or pooled.
///
/// The paper gives 8 heads, one block, 20 events, dropout 0.2, layers 1024-512-256 and Adagrad; the layers are smaller here,
/// and like those of all these models behind a rectifier. ``RatingBST`` is the same idea for ratings.
public final class ClickBST: HistoryNetwork, @unchecked Sendable {
    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// v.
    public let fields: FieldEmbedding
    /// P, by index or by gap, the item asked about last: `[positions, K]`.
    let positions: Parameter
    let blocks: [AttentionBlock]
    let network: FeedForward
    /// The codes of gaps; nil where positions are counted.
    private let gaps: (field: Int, first: Int64)?

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields of items, or where heads cannot share the width.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        fields = try FieldEmbedding(
            configuration.fields, shape: shape, model: "bst", parts: .vectors, generator: generator)
        let width = try fields.keyWidth(model: "bst")
        guard width % configuration.headCount == 0 else {
            throw ConfigurationError(field: "headCount", problem: "must divide the width of a token, \(width)")
        }
        let schema = fields.schema
        let gap = configuration.position == .gap ? schema.fields.firstIndex { $0.name == "history-gap" } : nil
        gaps = gap.map { ($0, Int64(schema.codes(of: $0).lowerBound)) }
        // One for an unknown gap, one for the item asked about.
        let count = gap.map { schema.fields[$0].width + 2 } ?? configuration.historyLength + 1
        positions = Parameter(
            Initializer.normal(deviation: configuration.fields.initialDeviation)([count, width], generator: generator))
        blocks = (0..<configuration.layerCount).map { _ in
            AttentionBlock(
                size: width, headCount: configuration.headCount, innerSize: width, inner: .rectifier(slope: 0.01),
                dropoutRate: configuration.dropoutRate, generator: generator)
        }
        let read = configuration.pooling == .all ? (configuration.historyLength + 1) * width : width
        network = FeedForward(
            configuration.network, inputSize: fields.width + read, outputSize: 1, generator: generator)
        network.start(at: fields.start)
    }

    /// The last events; with room for all where the network reads every position.
    public func history(of batch: ExampleBatch) -> HistoryBatch {
        let length = configuration.historyLength
        return batch.history(maximumLength: length, columns: configuration.pooling == .all ? length : nil)
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let history = history(of: batch)
        let vectors = fields(batch)
        let (count, length) = (batch.count, history.length)
        let asked = (fields.items(vectors) + positions.value.select(0, at: positions.value.size(0) - 1)).unsqueezed(1)
        let x = Tensor.concatenated([history.spread(events(history)), asked], dimension: 1)
        let mask = Tensor.concatenated([history.exampleMask, .zeros([count, 1], device: x.device)], dimension: 1)
        let y = blocks.reduce(x) { $1($0, mask: mask.reshaped([count, 1, 1, length + 1]), mode: mode) }
        let own = history.spread(history.mask)
        let real = Tensor.concatenated([own, .ones([count, 1], device: x.device)], dimension: 1).unsqueezed(2)
        let input = Tensor.concatenated([vectors.reshaped([count, fields.width]), pooled(y, real)], dimension: 1)
        return network(input, mode: mode).reshaped([count])
    }

    /// The tokens of events, 0 for padding: `[histories, length, K]`.
    private func events(_ history: HistoryBatch) -> Tensor {
        let items = fields.items(history)
        guard let gaps else {
            let last = configuration.historyLength
            let own = positions.value.slice(0, last - history.length..<last)
            return (history.padded(items) + own) * history.mask.unsqueezed(2)
        }
        // Row 0 is that of an unknown gap.
        let shift = Tensor([1 - gaps.first], device: items.device)
        let codes = (history.values(of: gaps.field).codes.select(1, at: 0) + shift).clamped(minimum: 0)
        return history.padded(items + positions.value.indexSelect(0, codes.to(.int64)))
    }

    private func pooled(_ y: Tensor, _ real: Tensor) -> Tensor {
        switch configuration.pooling {
        case .all: (y * real).reshaped([y.size(0), y.size(1) * y.size(2)])
        case .mean: (y * real).sum([1]) / real.sum([1])
        case .sum: (y * real).sum([1])
        case .target: y.select(1, at: y.size(1) - 1)
        }
    }
}

extension ClickBST {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "bst", "BST", family: .attention, source: "Chen et al. 2019",
            texts: [
                "historyLength": "How many of the last events are read.", "layerCount": "Blocks of attention.",
                "headCount": "Attention heads; they share the width.",
                "position": "What a token's place is: the time to the moment asked about, or its index.",
                "pooling": "What of the tokens the network reads.",
                "dropoutRate": "Probability of dropping a unit in the blocks.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try ClickBST(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
