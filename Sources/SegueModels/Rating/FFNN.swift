import SegueCore
import SegueData
import Torch
import TorchNN

/// The feed-forward networks that SeqRec is compared with (Memon et al., McGill 2021, Table 4: "3-layer neural network" and
/// "FFNN + BERT"): item and features through three layers, without a history.
///
/// x = [E(item) ‖ item's features ‖ user's features ‖ text vectors of the item], then two layers of half the width of x with
/// rectifiers, and one unit: the rating, not clipped.
///
/// Features follow the schema. So do texts: where the schema has some their vectors are appended, unless
/// ``Configuration/readsTexts`` is off, so that both networks stand in one recipe. The paper gives the number of layers and
/// nothing else. Chosen here, as in ``SeqRec``: width and first values of E, layers of half the input's width, dropout in
/// front of each layer. A user's identity is not read, for the paper measures on users that were not trained on.
public final class FFNN: PointwiseNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Width of item vectors.
        public var embeddingSize = 110
        /// Probability of dropping a unit.
        public var dropoutRate = 0.5
        /// Whether the vectors of texts are read where the data has some.
        public var readsTexts = true
        /// Whether the output starts at the middle of the scale instead of 0.
        public var startsAtMiddle = false

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, embeddingSize, field: "embeddingSize")
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// E.
    let items: Embedding
    let output: FeedForward
    private let itemCount: Int

    /// Builds the network with fresh weights.
    /// - Throws: `ConfigurationError` for data without ratings.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        guard shape.task == .rating, let range = shape.ratingRange else {
            throw ConfigurationError(field: "model.name", problem: "'ffnn' predicts ratings, and the data has none")
        }
        self.configuration = configuration
        itemCount = shape.itemCount
        let embedding = configuration.embeddingSize
        items = Embedding(
            count: shape.itemCount, size: embedding, initializer: .normal(deviation: 1 / Double(embedding)),
            generator: generator)
        let schema = shape.features ?? FeatureSchema(fields: [])
        let features = DenseFeatures(of: .user, in: schema).width + DenseFeatures(of: .item, in: schema).width
        let width = embedding + features + (configuration.readsTexts ? schema.textWidth : 0)
        let inner = max(1, width / 2)
        output = FeedForward(
            [width, inner, inner, 1], endsRectified: false, dropout: .beforeLayers, rate: configuration.dropoutRate,
            generator: generator)
        if configuration.startsAtMiddle {
            output.start(at: Double(range.lowerBound + range.upperBound) / 2)
        }
    }

    /// A rating.
    public var predicts: Prediction { .rating }
    /// No.
    public var readsHistory: Bool { false }
    /// Features of users and items.
    public var readsFeatures: Bool { true }
    /// Nothing of histories.
    public var reads: HistoryColumns { [] }

    /// The ratings of the examples: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        var parts = [items(batch.items(upTo: itemCount))]
        parts += [batch.dense(.item), batch.dense(.user)].compactMap { $0 }
        if configuration.readsTexts, let texts = batch.texts() { parts.append(texts) }
        return output(.concatenated(parts, dimension: 1), mode: mode).reshaped([batch.count])
    }
}

extension FFNN {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "ffnn", "FFNN", family: .feedForward, source: "Memon et al. 2021", tasks: [.rating],
            texts: [
                "embeddingSize": "Width of item vectors.", "dropoutRate": "Probability of dropping a unit.",
                "readsTexts": "Whether the vectors of texts are read where the data has some.",
                "startsAtMiddle": "Whether the output starts at the middle of the scale instead of 0.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try FFNN(configuration: configuration, shape: shape, generator: generator)
        }
    }
}

extension ModelFamily {
    /// Layers of affine maps and rectifiers over features.
    public static let feedForward = ModelFamily(rawValue: "feed-forward")
}
