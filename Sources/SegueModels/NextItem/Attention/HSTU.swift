import SegueCore
import SegueData
import Torch
import TorchNN

/// Hierarchical sequential transduction units, HSTU (Zhai et al., ICML 2024): attention without a softmax, weighted by
/// distance and by time, whose outcome is gated by the tokens.
///
/// 1. x = drop(√d · E[item] + P[number of items before]).
/// 2. Layers: [u | v | q | k] = SiLU(norm(x) W); a = Σ SiLU(q · k + position[lag] + time[bucket]) v ∕ n;
///    x ← x + W′ drop(u ⊙ norm(a)) + b. No scale, no softmax; norms have neither scale nor shift; a layer's tables of
///    positions and of times are the same for all heads.
/// 3. Scores are cos(x, E) ∕ temperature.
///
/// Buckets of time grow by e^0.301 (natural logarithm, as in the authors' program): min(128, ⌊ln(max(1, |Δ|)) ∕ 0.301⌋), Δ in
/// seconds between an item and the item **to be said**. So the model knows when that happens; `question: lastItem` is the
/// strict form, whose results compare with those of models that do not. Where data has no times, all of Δ is 0. n is
/// `maximumLength`, or with `.visible` the number of items seen.
public final class HSTU: SequenceModel, @unchecked Sendable {
    /// What sums over items are divided by.
    public enum Divisor: String, Codable, Sendable, CaseIterable {
        /// `maximumLength`.
        case maximum
        /// The number of items seen.
        case visible
    }

    /// Hyper-parameters; the defaults are the published ones for MovieLens 1M, small.
    public struct Configuration: ModelConfiguration {
        /// Width of item vectors and tokens.
        public var hiddenSize = 50
        /// Layers.
        public var layerCount = 2
        /// Heads of a layer.
        public var headCount = 1
        /// Width of a head's queries, keys and values.
        public var headWidth = 50
        /// The longest history that is read.
        public var maximumLength = 200
        /// Probability of dropping a unit.
        public var dropoutRate = 0.2
        /// Whether scores have a learned number for each distance.
        public var usesPositions = true
        /// Whether scores have a learned number for each bucket of time.
        public var usesTimes = true
        /// Whose time is measured from.
        public var question = QuestionTime.target
        /// What sums over items are divided by.
        public var divisor = Divisor.maximum
        /// Divides cosines as scores.
        public var temperature = 0.05
        /// Standard deviation of the first vectors, tables and W.
        public var initialDeviation = 0.02

        /// The published values.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            for (value, field, most) in [
                (hiddenSize, "hiddenSize", 1 << 16), (layerCount, "layerCount", 256), (headCount, "headCount", 1 << 12),
                (headWidth, "headWidth", 1 << 12), (maximumLength, "maximumLength", 1 << 20),
            ] { try ConfigurationCheck.atLeast(1, value, field: field, atMost: most) }
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
            try ConfigurationCheck.positive(temperature, field: "temperature")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        }
    }

    /// One layer.
    final class Layer: Module {
        /// W: gates, values, queries and keys, one below the other.
        let projection: Linear
        /// W′ and b.
        let output: Linear
        /// `[1, maximumLength]`.
        let lags: Parameter?
        /// `[1, 129]`.
        let times: Parameter?
        private let configuration: Configuration

        init(_ configuration: Configuration, generator: Generator) {
            let (size, joined) = (configuration.hiddenSize, configuration.headCount * configuration.headWidth)
            let start = Initializer.normal(deviation: configuration.initialDeviation)
            projection = Linear(
                inputSize: size, outputSize: 4 * joined, hasBias: false, initializer: start, generator: generator)
            output = Linear(
                inputSize: joined, outputSize: size, initializer: .glorotUniform, biasInitializer: .zeros,
                generator: generator)
            lags =
                configuration.usesPositions
                ? Parameter(start([1, configuration.maximumLength], generator: generator)) : nil
            times = configuration.usesTimes ? Parameter(start([1, 129], generator: generator)) : nil
            self.configuration = configuration
        }

        func callAsFunction(_ x: Tensor, _ view: RowMajorSequences, mode: Mode) -> Tensor {
            let heads = configuration.headCount
            let joined = heads * configuration.headWidth
            let parts = projection(Self.normalized(x)).silu().split([joined, joined, joined, joined], dimension: 1)
            func forAllHeads(_ table: Parameter) -> Tensor { table.value.expanded([heads, table.value.size(1)]) }
            let bias = times.map {
                view.timeBias(forAllHeads($0), width: 0.301, question: configuration.question)
            }
            let attention = RowAttention(headCount: heads, scale: 1, weighting: .silu)
            var mixed = attention(
                parts[2], parts[3], parts[1], rows: view.rows, lagBias: lags.map(forAllHeads), timeBias: bias)
            switch configuration.divisor {
            case .maximum: mixed = mixed * (1 / Double(configuration.maximumLength))
            case .visible: mixed = mixed / (view.rows.positionsFromStart().to(.float32) + 1).unsqueezed(1)
            }
            let gated = parts[0] * Self.normalized(mixed)
            return x + output(Dropout(rate: configuration.dropoutRate)(gated, mode: mode))
        }

        private static func normalized(_ x: Tensor) -> Tensor {
            x.layerNormalized(weight: nil, bias: nil, epsilon: 1e-6)
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    let itemEmbedding: Embedding
    /// `[maximumLength, hidden]`.
    let positions: Parameter
    let layers: [Layer]

    /// Builds the network with fresh weights.
    public init(configuration: Configuration = Configuration(), itemCount: Int, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        let (size, start) = (configuration.hiddenSize, Initializer.normal(deviation: configuration.initialDeviation))
        itemEmbedding = Embedding(count: itemCount, size: size, initializer: start, generator: generator)
        positions = Parameter(start([configuration.maximumLength, size], generator: generator))
        layers = (0..<configuration.layerCount).map { _ in Layer(configuration, generator: generator) }
    }

    /// The item embedding, for cosines.
    public var itemTable: ItemTable { ItemTable(tied: itemEmbedding, temperature: configuration.temperature) }
    /// The longest history that is read.
    public var maximumLength: Int? { configuration.maximumLength }

    /// The last layer at each prediction.
    public func callAsFunction(_ batch: SequenceBatch, mode: Mode) -> SequenceOutput {
        let view = batch.rowMajor(to: configuration.maximumLength)
        var x = Dropout(rate: configuration.dropoutRate)(
            view.placed(itemEmbedding, positions: positions), mode: mode)
        for layer in layers { x = layer(x, view, mode: mode) }
        return SequenceOutput(representations: itemTable.scaled(x.indexSelect(0, view.predictions)))
    }
}

extension HSTU {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "hstu", "HSTU", family: .attention, source: "Zhai et al. 2024",
            texts: AttentionTexts.with([
                "usesPositions": "Whether scores have a learned number for each distance.",
                "usesTimes": "Whether scores have a learned number for each bucket of time.",
                "divisor": "What sums over items are divided by: the longest history, or the number of items seen.",
            ])
        ) { (configuration: Configuration, shape, generator) in
            try HSTU(configuration: configuration, itemCount: shape.itemCount, generator: generator)
        }
    }
}
