import SegueCore
import SegueData
import Torch
import TorchNN

/// Recommendation by fusing interactive sequences and class labels, FISCL (Zhao et al.): a deep bidirectional LSTM reads the
/// vectors of a user's items and says what the vector of the next one should be.
///
/// 1. item2vec gives each item a vector from the sets of items that users liked, and the item's class labels are joined to
///    it: V = [item2vec ‖ labels] (Algorithm 1, ``Item2Vec``).
/// 2. Layers of forward and backward LSTMs read the prefix x₁ … x_t (Eq. 3 and 4). The last states of the top layer's
///    directions, side by side (Eq. 5), go through a fully connected layer to the preference vector P.
/// 3. Items are ranked by P · V (Algorithm 2).
///
/// The paper trains P to be the next item's vector, by mean squared error and Adagrad: `training.objective:
/// meanSquaredError`. With `crossEntropy` the same network learns a softmax of P · V over the catalog: our variation.
///
/// The backward LSTMs start at the item read last, so their states belong to one prefix only: each prefix is a row of its
/// own, which costs `historyLength` steps of both LSTMs for each prediction instead of one. Vectors are not copied for it
/// (`PrefixRows`), and what the first layer makes of a vector before its recurrence is computed once for all prefixes.
/// No prefix holds anything behind its last item.
///
/// Where the paper is silent: `Configuration`. An item that nobody liked in training has no item2vec vector and is known by
/// its labels alone; without labels too its vector is 0, and so is its score.
public final class FISCL: SequenceModel, Pretrainable, @unchecked Sendable {
    /// What is brought to length 1, so that a dot product becomes a cosine.
    public enum Normalization: String, Codable, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// The item2vec part, before labels are joined to it.
        case itemVectors
        /// The whole vector.
        case joinedVectors
    }

    /// Hyper-parameters of ``FISCL``. The paper gives 20 dimensions, two layers, class labels, and nothing else.
    public struct Configuration: ModelConfiguration {
        /// How item2vec learns; its seed is added to the run's. The dimension is that of the paper's Table 2.
        public var itemVectors = Item2Vec.Configuration()
        /// "If a user scores a low-interest item, the user is not interested": interactions rated lower are not learned from by
        /// item2vec; nil for all. The paper gives no threshold.
        public var minimumRating: Double?
        /// Whether class labels are joined to item vectors.
        public var usesLabels = true
        /// What a label counts in a vector: 1 is one-hot.
        public var labelWeight = 1.0
        /// What is brought to length 1.
        public var normalization = Normalization.none
        /// Bidirectional layers: 2 is the paper's DBi-LSTM, 1 its Bi-LSTM.
        public var layerCount = 2
        /// Units of each LSTM.
        public var hiddenSize = 64
        /// The longest prefix read; items before it are forgotten.
        public var historyLength = 20
        /// Whether item vectors are learned further with the network. The paper's stay as item2vec made them.
        public var trainsItemVectors = false

        /// The paper's values, and ours where it is silent.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try itemVectors.validate()
            if let minimumRating { try ConfigurationCheck.finite(minimumRating, field: "minimumRating") }
            try ConfigurationCheck.positive(labelWeight, field: "labelWeight")
            try ConfigurationCheck.atLeast(1, layerCount, field: "layerCount", atMost: 256)
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize")
            try ConfigurationCheck.atLeast(1, historyLength, field: "historyLength")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    let network: BidirectionalLSTM
    /// Last states to P.
    let preference: Linear
    /// The item vectors V, `[itemCount, dimension + labels]`, that P is multiplied with; no bias.
    let output: Linear

    /// Builds the network with fresh weights; item vectors are random until ``pretrain(_:_:)`` or
    /// `load(state:)`.
    /// - Parameters:
    ///   - configuration: The settings.
    ///   - itemCount: Items of the catalog.
    ///   - labelCount: Class labels of the catalog.
    ///   - generator: Draws the weights.
    /// - Throws: `ConfigurationError` when labels are wanted and there are none.
    public init(
        configuration: Configuration = Configuration(), itemCount: Int, labelCount: Int, generator: Generator
    ) throws {
        try configuration.validate()
        guard labelCount > 0 || !configuration.usesLabels else {
            throw ConfigurationError(
                field: "usesLabels",
                problem:
                    "needs items with categories, such as genres, and the data set has none; set it to false to do without"
            )
        }
        self.configuration = configuration
        let width = configuration.itemVectors.dimension + (configuration.usesLabels ? labelCount : 0)
        let hidden = configuration.hiddenSize
        let initializer = Initializer.uniform(bound: 1 / Double(hidden).squareRoot())
        network = BidirectionalLSTM(
            inputSize: width, hiddenSize: hidden, layerCount: configuration.layerCount, initializer: initializer,
            generator: generator)
        preference = Linear(inputSize: 2 * hidden, outputSize: width, initializer: initializer, generator: generator)
        output = Linear(
            inputSize: width, outputSize: itemCount, hasBias: false, initializer: .uniform(bound: 0.5),
            generator: generator)
        output.weight.isFixed = !configuration.trainsItemVectors
    }

    /// The item vectors.
    public var itemTable: ItemTable { ItemTable(output) }
    /// The longest prefix that is read.
    public var maximumLength: Int? { configuration.historyLength }
    /// A prefix is its last items, wherever they stand.
    public var isShiftInvariant: Bool { true }

    /// P of two states of zeros.
    public func emptyRepresentation(rows: Int) -> Tensor {
        preference(.zeros([rows, 2 * configuration.hiddenSize], device: device))
    }

    /// The preference vector after each token: `[tokens, width]`.
    public func callAsFunction(_ batch: SequenceBatch, mode: Mode) -> SequenceOutput {
        let source = PrefixSource(batch, longest: configuration.historyLength)
        let vectors = output.weight.value.indexSelect(0, Tensor(source.items.map { $0 - 1 }, device: device))
        var pieces: [Tensor] = []
        let pieceSize: Int
        if case .training = mode { pieceSize = max(1, source.prefixes.count) } else { pieceSize = Self.rowsAtOnce }
        for start in stride(from: 0, to: source.prefixes.count, by: pieceSize) {
            let rows = PrefixRows(source.prefixes[start..<min(start + pieceSize, source.prefixes.count)])
            let preferences = preference(network(vectors, rows: rows))
            pieces.append(preferences.indexSelect(0, Tensor(rows.rowOfPrefix, device: device)))
        }
        return SequenceOutput(representations: .concatenated(pieces, dimension: 0))
    }

    /// Prefixes read together where no gradients are wanted: some 10 MB of gates a direction.
    private static let rowsAtOnce = 1024
}

extension FISCL: ItemVectorModel {
    /// V: item2vec and labels.
    public func itemVectors() throws -> ItemVectors {
        try withTorchErrors { try ItemVectors(output.weight.value.detached()) }
    }
}

extension FISCL {
    /// Learns the item vectors with ``Item2Vec`` and joins the labels.
    public func pretrain(_ material: LearningMaterial, _ context: inout FitContext) throws {
        let training = material.training
        var vectors = try Item2Vec.vectors(
            of: training, configuration.itemVectors, minimumRating: configuration.minimumRating,
            generator: &context.generator, progress: context.progress)
        if configuration.normalization == .itemVectors { vectors = vectors.unitVectors }
        if configuration.usesLabels {
            let labels = ItemLabels(of: training.log.items, catalog: material.catalog)
            vectors = vectors.joined(with: labels, weight: Float(configuration.labelWeight))
        }
        if configuration.normalization == .joinedVectors { vectors = vectors.unitVectors }
        try output.weight.assign(
            Tensor(vectors.values).reshaped([vectors.count, vectors.dimension]), name: "output.weight")
    }
}

/// The class labels of items, one-hot or multi-hot: a 1 for each category that an item has.
struct ItemLabels {
    /// Number of labels: the catalog's categories.
    let count: Int
    /// `[items, count]`, one row after the other.
    let values: [Float]

    /// Labels of the items of a vocabulary; an item that the catalog does not know has none.
    init(of items: Vocabulary, catalog: ItemCatalog) {
        count = catalog.categoryNames.count
        var values = [Float](repeating: 0, count: items.count * count)
        for (row, id) in items.ids.enumerated() {
            for position in catalog.categoryPositions(of: id) { values[row * count + Int(position) - 1] = 1 }
        }
        self.values = values
    }
}

extension ItemVectors {
    /// Each vector followed by the item's labels times `weight`.
    func joined(with labels: ItemLabels, weight: Float) -> ItemVectors {
        precondition(labels.values.count == count * labels.count, "labels of other items")
        var joined: [Float] = []
        joined.reserveCapacity(values.count + labels.values.count)
        for row in 0..<count {
            joined += values[row * dimension..<(row + 1) * dimension]
            joined += labels.values[row * labels.count..<(row + 1) * labels.count].lazy.map { $0 * weight }
        }
        return ItemVectors(dimension: dimension + labels.count, values: joined)
    }
}

extension FISCL {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry("fiscl", "FISCL", family: .recurrent, source: "Zhao et al., class labels and deep Bi-LSTM") {
            (configuration: Configuration, shape, generator) in
            try FISCL(
                configuration: configuration, itemCount: shape.itemCount, labelCount: shape.categoryCount,
                generator: generator)
        }
    }
}
