import SegueCore
import SegueData
import Torch
import TorchNN

/// BERT4Rec (Sun et al., CIKM 2019): a transformer that looks both ways learns to say items that were hidden from it; asked
/// for the next item, it reads the history with a hidden one behind it.
///
/// 1. x = drop(norm(E[item] + P[number of items before])), with a vector of its own for hidden items.
/// 2. Blocks of self-attention, both ways, and a network of GELU, each followed by a normalization.
/// 3. h = norm(GELU(W x + b)); the scores are h · E + bias, E the table that is read.
///
/// In training each item of a window, the one behind it included, is hidden with `maskRate`, the last one alone in a share
/// `lastItemRate` of windows, and at least one of each; always by the vector for hidden items, as later work has it, not by
/// other items. A window of L items has L predictions in the settings of training, but hidden ones alone are learned from.
/// Nothing can be carried from step to step.
public final class BERT4Rec: SequenceModel, @unchecked Sendable {
    /// Hyper-parameters; the defaults are those of Klenitskiy and Vasilev (RecSys 2023) for MovieLens 1M.
    public struct Configuration: ModelConfiguration {
        /// Width of item vectors and tokens.
        public var hiddenSize = 64
        /// Blocks.
        public var layerCount = 2
        /// Attention heads of a block; they share the width.
        public var headCount = 2
        /// Units in the middle of a block's network, as a multiple of the width.
        public var innerFactor = 4.0
        /// The longest history that is read; a hidden item has a place behind it.
        public var maximumLength = 199
        /// Probability of dropping a unit.
        public var dropoutRate = 0.1
        /// Probability of hiding an item.
        public var maskRate = 0.2
        /// Share of windows of which the last item alone is hidden.
        public var lastItemRate = 0.0
        /// Standard deviation of the first weights.
        public var initialDeviation = 0.02

        /// The published values.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            for (value, field, least, most) in [
                (hiddenSize, "hiddenSize", 1, 1 << 16), (layerCount, "layerCount", 1, 256),
                (headCount, "headCount", 1, 1 << 16), (maximumLength, "maximumLength", 1, 1 << 20),
            ] { try ConfigurationCheck.atLeast(least, value, field: field, atMost: most) }
            try ConfigurationCheck.positive(innerFactor, field: "innerFactor")
            for (value, field) in [
                (dropoutRate, "dropoutRate"), (maskRate, "maskRate"), (lastItemRate, "lastItemRate"),
            ] { try ConfigurationCheck.share(value, field: field) }
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
            guard hiddenSize % headCount == 0 else {
                throw ConfigurationError(field: "headCount", problem: "must divide hiddenSize, \(hiddenSize)")
            }
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    let itemEmbedding: Embedding
    /// What stands for a hidden item: `[1, hidden]`.
    let mask: Parameter
    /// `[maximumLength + 1, hidden]`.
    let positions: Parameter
    let inputNorm: LayerNorm
    let blocks: [TransformerBlock]
    let head: Linear
    let headNorm: LayerNorm
    /// `[items]`.
    let itemBias: Parameter

    /// Builds the network with fresh weights.
    public init(configuration: Configuration = Configuration(), itemCount: Int, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        let (size, start) = (configuration.hiddenSize, Initializer.normal(deviation: configuration.initialDeviation))
        itemEmbedding = Embedding(count: itemCount, size: size, initializer: start, generator: generator)
        mask = Parameter(start([1, size], generator: generator))
        positions = Parameter(start([configuration.maximumLength + 1, size], generator: generator))
        inputNorm = LayerNorm(size: size)
        let inner = max(1, Int((Double(size) * min(configuration.innerFactor, 1024)).rounded()))
        var options = TransformerOptions(size: size, headCount: configuration.headCount, innerSize: inner)
        (options.normalizationPlace, options.isCausal) = (.after, false)
        (options.dropoutRate, options.initializer) = (configuration.dropoutRate, start)
        blocks = (0..<configuration.layerCount).map { _ in TransformerBlock(options, generator: generator) }
        head = Linear(
            inputSize: size, outputSize: size, initializer: start, biasInitializer: .zeros, generator: generator)
        headNorm = LayerNorm(size: size)
        itemBias = Parameter(.zeros([itemCount]))
    }

    /// The item embedding, with biases.
    public var itemTable: ItemTable { ItemTable(tied: itemEmbedding, bias: itemBias) }
    /// The longest history that is read.
    public var maximumLength: Int? { configuration.maximumLength }

    /// The last block at hidden items: at those drawn, in training on rows whose targets are known, else at one behind the
    /// history of each prediction.
    public func callAsFunction(_ batch: SequenceBatch, mode: Mode) -> SequenceOutput {
        if case .training(let generator) = mode, batch.knowsTargets {
            let sequences = batch.rows.map { row in
                batch.columns.items[row.interactions.lowerBound...row.interactions.upperBound].map { Int64($0) }
            }
            let hidden = (try? drawn(lengths: sequences.map(\.count), generator)) ?? []
            let cloze = Cloze(sequences: sequences, hidden: hidden)
            return SequenceOutput(
                representations: states(cloze, device: batch.device, mode: mode),
                targets: Tensor(cloze.answers.map { $0 - 1 }, device: batch.device))
        }
        let sequences = batch.predictions.map { prediction in
            let first = batch.rows[prediction.row].interactions.lowerBound
            return batch.columns.items[first...first + prediction.step].map { Int64($0) } + [0]
        }
        let cloze = Cloze(sequences: sequences, hidden: sequences.map { [$0.count - 1] })
        return SequenceOutput(representations: states(cloze, device: batch.device, mode: mode))
    }

    /// The places to hide of each sequence.
    private func drawn(lengths: [Int], _ generator: Generator) throws -> [[Int]] {
        let numbers = Tensor.uniform(
            [lengths.reduce(0, +) + 2 * lengths.count], lower: 0, upper: 1, generator: generator)
        var rest = try numbers.array(Float.self)[...]
        return lengths.map { length in
            let own = rest.prefix(length + 2)
            rest = rest.dropFirst(length + 2)
            let (first, second) = (Double(own[own.startIndex]), Double(own[own.startIndex + 1]))
            guard first >= configuration.lastItemRate else { return [length - 1] }
            let places = own.dropFirst(2).enumerated().filter { Double($1) < configuration.maskRate }.map(\.offset)
            return places.isEmpty ? [min(length - 1, Int(second * Double(length)))] : places
        }
    }

    private func states(_ cloze: Cloze, device: Device, mode: Mode) -> Tensor {
        let rows = TokenRows(lengths: cloze.lengths, device: device)
        // Hidden items are read as padding, whose vector is zero.
        let flags = Tensor(cloze.flags, device: device).unsqueezed(1)
        let items = itemEmbedding(Tensor(cloze.items, device: device)) + flags * mask.value
        let dropout = Dropout(rate: configuration.dropoutRate)
        var x = dropout(
            inputNorm(items + positions.value.indexSelect(0, rows.positionsFromStart())), mode: mode)
        for block in blocks { x = block(x, rows: rows, mode: mode) }
        return headNorm(head(x.indexSelect(0, Tensor(cloze.places, device: device))).gelu())
    }
}

/// Sequences with items hidden in them, one after the other.
private struct Cloze {
    /// Item of each token, 0 where it is hidden.
    private(set) var items: [Int64] = []
    /// 1 where an item is hidden, else 0.
    private(set) var flags: [Float] = []
    let lengths: [Int]
    /// The tokens that are hidden, and the items they are.
    private(set) var places: [Int64] = [], answers: [Int64] = []

    init(sequences: [[Int64]], hidden: [[Int]]) {
        lengths = sequences.map(\.count)
        for (sequence, places) in zip(sequences, hidden) {
            for place in places {
                self.places.append(Int64(items.count + place))
                answers.append(sequence[place])
            }
            let isHidden = Set(places)
            items += sequence.enumerated().map { isHidden.contains($0) ? 0 : $1 }
            flags += sequence.indices.map { isHidden.contains($0) ? 1 : 0 }
        }
    }
}

extension BERT4Rec {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "bert4rec", "BERT4Rec", family: .attention, source: "Sun et al. 2019",
            texts: AttentionTexts.with([
                "maskRate": "Probability of hiding an item.",
                "lastItemRate": "Share of windows of which the last item alone is hidden.",
            ])
        ) { (configuration: Configuration, shape, generator) in
            try BERT4Rec(configuration: configuration, itemCount: shape.itemCount, generator: generator)
        }
    }
}
