import SegueCore
import SegueData
import Torch
import TorchNN

/// SSRF, the self-attention network with context of the paper on click-through rates: convolutions over pairs of the last items
/// and self-attention over the context of the last events say what a user wants; the item asked about is one row of the
/// output.
///
/// 1. Items: T of the last L items by `PairConvolution` (section 2.2, with CosRec's network, for the paper names pairwise
///    encoding and gives kernel sizes alone).
/// 2. Context: tokens of category, behavior, hour, weekday and gap, F = E + P, blocks M = LN(MHA(F) + F),
///    O = LN(M + FF(M)) by `ContextStream` (Eq. 1 to 10), O_f at the last event.
/// 3. O_cf = W [T ‖ O_f] + b (Eq. 11), y_i = w'_i · [O_cf ‖ P_u] + b'_i (Eq. 12): the logit of a click on item i.
///
/// What a user wants depends on the history alone and is computed once for all examples that share it: a positive and its
/// negatives in training, the whole catalog through ``PointwiseRanking``. Batch normalization sees each history once.
///
/// Where the paper contradicts itself: Eq. 7's rectifier stands behind both maps as printed (``Rectifier``); "P = 0 gives F" is
/// left, one block at least; W of Eq. 11 is 2d × d (``Fusion``); heads share the width (``Heads``); Eq. 12 ranks items, here its
/// row is a logit, and rare items, which share a row, are told apart by their category (``Output``); Eq. 13 is binary
/// cross-entropy. An empty history has O_f = 0, and the T of an image of zeros. An unknown user has P_u = 0.
public final class SSRF: HistoryNetwork, @unchecked Sendable {
    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// The vectors of items, context and users.
    public let fields: FieldEmbedding
    let convolutions: PairConvolution
    let streams: [ContextStream]
    /// W and b of Eq. 11.
    let fusion: Linear
    /// w' of the item's fields: `[values + 1, 2 d]`.
    let outputs: Embedding
    /// b' of the item's fields: `[values + 1, 1]`.
    let outputBiases: Embedding
    /// Fields of the output, as positions in the schema, with what leads from their codes to rows.
    private let outputFields: [(field: Int, shift: Int64)]
    private let itemField: Int
    private let userField: Int?

    /// Builds the network with fresh weights.
    /// - Throws: `ConfigurationError` for data without the field `item`.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        fields = try FieldEmbedding(
            configuration.fields, shape: shape, model: "ssrf", parts: .vectors, generator: generator)
        let schema = fields.schema
        func identity(_ source: FeatureField.Source) -> Int? {
            schema.fields.firstIndex { $0.isIdentity && $0.source == source }
        }
        guard let item = identity(.item) else {
            throw ConfigurationError(field: "model.name", problem: "'ssrf' needs the field 'item'")
        }
        (itemField, userField) = (item, identity(.user))
        let size = configuration.fields.embeddingSize
        convolutions = PairConvolution(
            configuration.variant == .withoutPairs ? .row : .pairs, size: size,
            channels: (configuration.innerChannels, configuration.outerChannels), endsInTanh: configuration.endsInTanh,
            dropoutRate: configuration.dropoutRate, generator: generator)
        streams = configuration.contextFields(schema).map {
            ContextStream(configuration, fields: $0, generator: generator)
        }
        let parts = 1 + streams.count + (configuration.fusion == .withUser && !streams.isEmpty ? 1 : 0)
        fusion = .glorot(parts * size, size, generator: generator)
        let named = schema.fields.indices.filter {
            $0 == item
                || (configuration.output == .itemAndCategory && schema.fields[$0].source == .item
                    && schema.fields[$0].width > 0)
        }
        var (rows, outputFields) = (0, [(field: Int, shift: Int64)]())
        for field in named {
            outputFields.append((field, Int64(rows - schema.offsets[field])))
            rows += schema.fields[field].width
        }
        self.outputFields = outputFields
        let start = Initializer.normal(deviation: configuration.fields.initialDeviation)
        outputs = Embedding(count: rows, size: 2 * size, initializer: start, generator: generator)
        outputBiases = Embedding(count: rows, size: 1, initializer: .zeros, generator: generator)
    }

    /// The last events, with room for the last L at least.
    public func history(of batch: ExampleBatch) -> HistoryBatch {
        batch.history(maximumLength: configuration.historyLength, columns: configuration.itemLength)
    }

    /// All.
    public func fieldsRead(of history: HistoryBatch) -> [Int] { history.fields }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor { logits(wanted(batch, mode: mode), batch) }

    /// [O_cf ‖ P_u] of each example: `[examples, 2 d]`.
    func wanted(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let history = history(of: batch)
        let items = history.padded(fields.embedded(history.values(of: itemField)))
        let last = items.slice(1, history.length - configuration.itemLength..<history.length)
        let parts = [convolutions(last, mode: mode)] + streams.map { $0(history, fields, mode: mode) }
        let user =
            userField.map { fields.embedded(batch.values(of: $0)) }
            ?? .zeros([batch.count, configuration.fields.embeddingSize], device: batch.device)
        let read = history.spread(.concatenated(parts, dimension: 1))
        let joinsUser = configuration.fusion == .withUser && !streams.isEmpty
        let mixed = fusion(joinsUser ? .concatenated([read, user], dimension: 1) : read)
        return .concatenated([mixed, user], dimension: 1)
    }

    /// Eq. 12 for the items asked about: `[examples, 2 d]` → `[examples]`.
    private func logits(_ wanted: Tensor, _ batch: ExampleBatch) -> Tensor {
        let sums = outputFields.map { field, shift -> Tensor in
            let values = batch.values(of: field)
            let known = values.codes.greater(than: Tensor([Int64(0)], device: batch.device)).to(.int64)
            let rows = (values.codes + Tensor([shift], device: batch.device)) * known
            let weights = values.weights.unsqueezed(2)
            let (vectors, biases) = (outputs(rows) * weights, outputBiases(rows) * weights)
            return (vectors.sum([1]) * wanted).sum([1]) + biases.sum([1, 2])
        }
        return sums.dropFirst().reduce(sums[0]) { $0 + $1 }
    }
}
