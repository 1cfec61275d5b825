import SegueCore
import SegueData
import Torch
import TorchNN

/// SeqRec (Memon et al., McGill 2021): a multiplicative LSTM reads what a user rated before, and three further branches the
/// user's features, the item with its features, and the item's text; a network of three layers makes the rating of all four.
///
/// 1. History: [E(item) ‖ s(rating)] of each rating, s(r) = (r − middle) ∕ (width ∕ √12 · embeddingSize), through the
///    multiplicative LSTM (Eq. 1), from a learned state.
/// 2. User: the dense vector of the user's features, three layers of its own width. Item: [E(item) ‖ features], likewise;
///    E is the history's. Text: one layer of half the vector's width.
/// 3. Output: [history ‖ user ‖ item ‖ text], two layers of half its width, and one unit: the rating, not clipped.
///
/// Branches follow the schema: a data set without features of users, of items or without texts has a network without them.
/// The paper is silent on: what of the cell is read (here its state h; ``Readout/cell``, the program's choice), how short
/// histories are padded (here not at all; ``Padding/front`` is the program's), the scale of ratings (the program's), the
/// first weights (the program's), and dropout's places (the program's: in front of each output layer, between the layers of
/// the user's and the item's branch). SeqRec_LSTM is the same with a plain LSTM. The recipe `seqrec-as-published-ml-1m` sets
/// what the authors' programs of both did, but for one thing: theirs have two biases at the gates, of which only the sum counts;
/// under their optimizer that sum starts wider by √2 and moves twice as far a step as the one bias here.
public final class SeqRec: PointwiseNetwork, @unchecked Sendable {
    /// What reads the history.
    public enum Cell: String, Codable, Sendable, CaseIterable {
        /// The multiplicative LSTM.
        case multiplicativeLSTM
        /// The plain one, of SeqRec_LSTM.
        case lstm
    }

    /// What of the cell the output sees.
    public enum Readout: String, Codable, Sendable, CaseIterable {
        /// The state h after the last rating.
        case state
        /// The cell c after it, as in the authors' program.
        case cell
        /// What the authors' program of SeqRec_LSTM read: the state at the last step of the batch's longest history, which
        /// for every shorter one is zero. A prediction then depends on those made with it, 512 at once as in training.
        case longest
    }

    /// How short histories are filled.
    public enum Padding: String, Codable, Sendable, CaseIterable {
        /// Not at all.
        case none
        /// In front, to `historyLength`, with inputs of zero that the cell reads, as in the authors' program.
        case front
    }

    /// Hyper-parameters; the defaults are Tables 2 and 3 of the paper.
    public struct Configuration: ModelConfiguration {
        /// What reads the history.
        public var cell = Cell.multiplicativeLSTM
        /// Width of item vectors.
        public var embeddingSize = 110
        /// Width of the cell.
        public var hiddenSize = 111
        /// How many of the last ratings are read; 0 for all.
        public var historyLength = 100
        /// What of the cell the output sees.
        public var readout = Readout.state
        /// How short histories are filled.
        public var padding = Padding.none
        /// Probability of dropping a unit.
        public var dropoutRate = 0.5
        /// Whether the output starts at the middle of the scale instead of 0.
        public var startsAtMiddle = false

        /// The paper's values.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, embeddingSize, field: "embeddingSize")
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize")
            try ConfigurationCheck.atLeast(0, historyLength, field: "historyLength")
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
            guard padding == .none || historyLength > 0 else {
                throw ConfigurationError(field: "padding", problem: "'front' needs a historyLength")
            }
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// E.
    let items: Embedding
    /// h and c before the first rating: `[1, hidden]`.
    let start: Parameter
    let multiplicative: MultiplicativeLSTMCell?
    let lstm: LSTMCell?
    let user: FeedForward?
    let item: FeedForward
    let text: FeedForward?
    let output: FeedForward
    private let scale: (middle: Float, deviation: Float)
    private let itemCount: Int

    /// Builds the network with fresh weights.
    /// - Throws: `ConfigurationError` for data without ratings.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        guard shape.task == .rating, let range = shape.ratingRange else {
            throw ConfigurationError(field: "model.name", problem: "'seqrec' predicts ratings, and the data has none")
        }
        self.configuration = configuration
        itemCount = shape.itemCount
        let (embedding, hidden) = (configuration.embeddingSize, configuration.hiddenSize)
        let width = max(range.upperBound - range.lowerBound, 1)
        scale = ((range.lowerBound + range.upperBound) / 2, width / Float(12).squareRoot() * Float(embedding))
        let small = Initializer.normal(deviation: 1 / Double(embedding))
        items = Embedding(count: shape.itemCount, size: embedding, initializer: small, generator: generator)
        start = Parameter(small([1, hidden], generator: generator))
        let bound = Initializer.uniform(bound: 1 / Double(hidden).squareRoot())
        switch configuration.cell {
        case .multiplicativeLSTM:
            multiplicative = MultiplicativeLSTMCell(
                inputSize: embedding + 1, hiddenSize: hidden, initializer: bound, generator: generator)
            lstm = nil
        case .lstm:
            lstm = LSTMCell(inputSize: embedding + 1, hiddenSize: hidden, initializer: bound, generator: generator)
            multiplicative = nil
        }
        let rate = configuration.dropoutRate
        func branch(_ width: Int) -> FeedForward {
            FeedForward(
                [width, width, width, width], endsRectified: true, dropout: .betweenLayers, rate: rate,
                generator: generator)
        }
        let schema = shape.features ?? FeatureSchema(fields: [])
        let userWidth = DenseFeatures(of: .user, in: schema).width
        let itemWidth = embedding + DenseFeatures(of: .item, in: schema).width
        let textWidth = schema.textWidth
        user = userWidth > 0 ? branch(userWidth) : nil
        item = branch(itemWidth)
        text =
            textWidth > 0
            ? FeedForward([textWidth, max(1, textWidth / 2)], endsRectified: true, generator: generator) : nil
        let all = hidden + userWidth + itemWidth + (textWidth > 0 ? max(1, textWidth / 2) : 0)
        output = FeedForward(
            [all, all / 2, all / 2, 1], endsRectified: false, dropout: .beforeLayers, rate: rate, generator: generator)
        if configuration.startsAtMiddle {
            output.start(at: Double(scale.middle))
        }
    }

    /// A rating.
    public var predicts: Prediction { .rating }
    /// Features of users and items.
    public var readsFeatures: Bool { true }
    /// Ratings of the history.
    public var reads: HistoryColumns { .ratings }
    /// Few, for each may have a history of its own.
    public var examplesAtOnce: Int { configuration.readout == .longest ? 512 : 1024 }

    /// The ratings of the examples: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let vectors = items(batch.items(upTo: itemCount))
        let ofItem = batch.dense(.item).map { Tensor.concatenated([vectors, $0], dimension: 1) } ?? vectors
        var branches = [history(batch)]
        if let user, let features = batch.dense(.user) { branches.append(user(features, mode: mode)) }
        branches.append(item(ofItem, mode: mode))
        if let text, let texts = batch.texts() { branches.append(text(texts, mode: mode)) }
        return output(.concatenated(branches, dimension: 1), mode: mode).reshaped([batch.count])
    }

    /// What the cell makes of each example's history: `[examples, hidden]`.
    func history(_ batch: ExampleBatch) -> Tensor {
        let packed = PackedHistories(
            batch, maximumLength: configuration.historyLength,
            frontPadding: configuration.padding == .front ? configuration.historyLength : nil,
            longestAlone: configuration.readout == .longest, itemCount: itemCount)
        let empty = configuration.readout == .longest ? start.value * 0 : start.value
        guard packed.count > 0 else { return packed.spread(nil, empty: empty) }
        let ratings = batch.examples.columns.ratings
        let distinct = packed.inputs { row in
            ratings.map { ($0[row] - scale.middle) / scale.deviation } ?? 0
        }
        let inputs = Tensor.concatenated([items(distinct.items), distinct.values], dimension: 1)
        let first = start.value.expanded([packed.count, configuration.hiddenSize])
        let read =
            multiplicative.map { $0.read(inputs, inputRows: distinct.rows, start: first, stepSizes: packed.stepSizes) }
            ?? lstm.map { $0.read(inputs, inputRows: distinct.rows, start: first, stepSizes: packed.stepSizes) }
        guard let read else { preconditionFailure("one of the cells is there") }
        let last = Tensor(packed.lastTokens, device: packed.device)
        switch configuration.readout {
        case .state: return packed.spread(read.states.indexSelect(0, last), empty: empty)
        case .cell: return packed.spread(read.cells.indexSelect(0, last), empty: empty)
        case .longest: return packed.spread(read.states.indexSelect(0, last), empty: empty)
        }
    }
}

extension SeqRec {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "seqrec", "SeqRec", family: .recurrent, source: "Memon et al. 2021", tasks: [.rating],
            texts: [
                "dropoutRate": "Probability of dropping a unit.",
                "cell": "What reads the history.", "embeddingSize": "Width of item vectors.",
                "hiddenSize": "Width of the cell.",
                "historyLength": "How many of the last ratings are read; 0 for all.",
                "readout": "What of the cell the output sees: `cell` and `longest` as the authors' programs did.",
                "padding": "How short histories are filled: `front` as the authors' program did.",
                "startsAtMiddle": "Whether the output starts at the middle of the scale instead of 0.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try SeqRec(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
