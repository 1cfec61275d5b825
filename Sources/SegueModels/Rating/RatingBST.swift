import SegueCore
import SegueData
import Torch
import TorchNN

/// A behavior sequence transformer for ratings, after BST (Chen et al., Alibaba 2019): what a user rated before and the item
/// asked about attend to each other, and a network of three layers makes the rating.
///
/// 1. Tokens, the last n rated items and then the item asked about: E(item) + P(position) + R(stars). Positions are counted
///    from the end; the item asked about has no stars, R = 0.
/// 2. One block with norms behind: a = LN(x + Drop(MHA(x))), y = LN(a + Drop(W₂ φ(W₁ a))), φ a rectifier of slope 0.01.
///    Every token sees every other; padding is seen by none.
/// 3. [y of the item asked about ‖ mean of the other y ‖ user's features ‖ item's features] through two layers with φ and
///    dropout behind them, and one unit: the rating, which starts at the middle of the scale. The mean of nothing is 0.
///
/// The paper predicts clicks and has no ratings in it; public programs for ratings feed none either. So this is the idea with
/// stars added, not a program's copy. Chosen here: learned positions instead of the paper's gaps in time, the two vectors in
/// step 3 instead of all positions side by side, weights drawn as PyTorch's layers draw them, tables as N(0, 0.02²).
/// Stars are the nearest of ``Configuration/starCount`` values at equal distances over the range of the train part's ratings.
public final class RatingBST: PointwiseNetwork, PostNormBlock, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// n: how many of the last ratings are read.
        public var historyLength = 20
        /// Width of item vectors and of the block.
        public var hiddenSize = 64
        /// Attention heads; they share the width.
        public var headCount = 4
        /// Units between W₁ and W₂.
        public var feedForwardSize = 256
        /// Units of the first output layer; the second has half as many.
        public var outputSize = 256
        /// Values of the rating scale: 5 for whole stars of 1 to 5, 10 for half ones.
        public var starCount = 5
        /// Probability of dropping a unit.
        public var dropoutRate = 0.2

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            for (field, value) in [
                ("historyLength", historyLength), ("hiddenSize", hiddenSize), ("headCount", headCount),
                ("feedForwardSize", feedForwardSize), ("outputSize", outputSize), ("starCount", starCount),
            ] { try ConfigurationCheck.atLeast(1, value, field: field) }
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
            guard hiddenSize % headCount == 0 else {
                throw ConfigurationError(field: "headCount", problem: "must divide hiddenSize, \(hiddenSize)")
            }
        }
    }

    private static let slope = 0.01

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// E.
    let items: Embedding
    /// P, the item asked about last: `[historyLength + 1, hidden]`.
    let positions: Parameter
    /// R.
    let stars: Embedding
    let attention: MultiHeadAttention
    let attentionNorm: LayerNorm
    let network: FeedForward
    let networkNorm: LayerNorm
    let output: FeedForward
    private let scale: StarScale
    private let itemCount: Int

    /// Builds the network with fresh weights.
    /// - Throws: `ConfigurationError` for data without ratings.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        guard shape.task == .rating, let range = shape.ratingRange else {
            throw ConfigurationError(
                field: "model.name", problem: "'bst-rating' predicts ratings, and the data has none")
        }
        self.configuration = configuration
        itemCount = shape.itemCount
        scale = StarScale(range: range, count: configuration.starCount)
        let (size, rate) = (configuration.hiddenSize, configuration.dropoutRate)
        let small = Initializer.normal(deviation: 0.02)
        items = Embedding(count: shape.itemCount, size: size, initializer: small, generator: generator)
        positions = Parameter(small([configuration.historyLength + 1, size], generator: generator))
        stars = Embedding(count: configuration.starCount, size: size, initializer: small, generator: generator)
        attention = MultiHeadAttention(
            size: size, headCount: configuration.headCount, dropoutRate: 0,
            initializer: .uniform(bound: 1 / Double(size).squareRoot()), generator: generator)
        attentionNorm = LayerNorm(size: size)
        network = FeedForward(
            [size, configuration.feedForwardSize, size], endsRectified: false, slope: Self.slope, generator: generator)
        networkNorm = LayerNorm(size: size)
        let schema = shape.features ?? FeatureSchema(fields: [])
        let features = DenseFeatures(of: .user, in: schema).width + DenseFeatures(of: .item, in: schema).width
        output = FeedForward(
            [2 * size + features, configuration.outputSize, max(1, configuration.outputSize / 2), 1],
            endsRectified: false, dropout: .betweenLayers, rate: rate, slope: Self.slope, generator: generator)
        output.start(at: Double(range.lowerBound + range.upperBound) / 2)
    }

    /// A rating.
    public var predicts: Prediction { .rating }
    /// Features of users and items.
    public var readsFeatures: Bool { true }
    /// Ratings of the history.
    public var reads: HistoryColumns { .ratings }
    /// Few, for each is a sequence of its own.
    public var examplesAtOnce: Int { 1024 }

    /// The ratings of the examples: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let rows = RatedSequences(
            batch, maximumLength: configuration.historyLength, itemCount: itemCount, starsOf: scale.star)
        let count = configuration.historyLength + 1
        let x = items(rows.items) + positions.value.slice(0, count - rows.length..<count) + stars(rows.stars)
        let y = transformed(x, mask: rows.mask, dropoutRate: configuration.dropoutRate, mode: mode)
        let asked = y.select(1, at: rows.length - 1)
        let before = (y.slice(1, 0..<rows.length - 1) * rows.shares).sum([1])
        let parts = [asked, before, batch.dense(.user), batch.dense(.item)].compactMap { $0 }
        return output(.concatenated(parts, dimension: 1), mode: mode).reshaped([batch.count])
    }
}

extension RatingBST {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "bst-rating", "BST for ratings", family: .attention, source: "after Chen et al. 2019", tasks: [.rating],
            texts: [
                "historyLength": "How many of the last ratings are read.",
                "hiddenSize": "Width of item vectors and of the block.",
                "headCount": "Attention heads; they share the width.",
                "feedForwardSize": "Units within the block's network.",
                "outputSize": "Units of the first output layer; the second has half as many.",
                "starCount": "Values of the rating scale: 5 for whole stars of 1 to 5, 10 for half ones.",
                "dropoutRate": "Probability of dropping a unit.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try RatingBST(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
