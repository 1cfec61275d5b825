import SegueCore
import SegueData
import Torch
import TorchNN

/// FuXi-α (Ye et al., WWW 2025): HSTU with the three reasons to look at an item, what it is, where it stands and when it
/// happened, as channels of their own, and a network behind each mixture.
///
/// 1. x = drop(√d · E[item] + P[number of items before]).
/// 2. Layers: [u | v | q | k] = SiLU(norm(x) W); the three channels Σ SiLU(q · k) v ∕ n, Σ position[lag] v and Σ time[bucket] v
///    side by side are c; x ← x + W′ drop(u ⊙ norm(c)) + b; x ← x + SwiGLU(drop(norm(x))). norm: RMS. Positions and times
///    are the same for all heads, and n, `maximumLength`, divides the first channel alone.
/// 3. Scores are cos(x, E) ∕ temperature.
///
/// Buckets of time and whose time they are measured from: as in ``HSTU``.
public final class FuXiAlpha: SequenceModel, @unchecked Sendable {
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
        /// Units in the middle of a layer's network, as a multiple of the width.
        public var innerFactor = 4.0
        /// The longest history that is read.
        public var maximumLength = 200
        /// Probability of dropping a unit.
        public var dropoutRate = 0.2
        /// Whose time is measured from.
        public var question = QuestionTime.target
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
            try ConfigurationCheck.positive(innerFactor, field: "innerFactor")
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
            try ConfigurationCheck.positive(temperature, field: "temperature")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        }
    }

    /// One layer.
    final class Layer: Module {
        let mixingNorm: RMSNorm
        /// W: gates of three channels, values, queries and keys, one below the other.
        let projection: Linear
        let outcomeNorm: RMSNorm
        /// W′ and b.
        let output: Linear
        /// `[1, maximumLength]`.
        let lags: Parameter
        /// `[1, 129]`.
        let times: Parameter
        let networkNorm: RMSNorm
        let network: TokenNetwork
        private let configuration: Configuration

        init(_ configuration: Configuration, generator: Generator) {
            let (size, joined) = (configuration.hiddenSize, configuration.headCount * configuration.headWidth)
            let start = Initializer.normal(deviation: configuration.initialDeviation)
            mixingNorm = RMSNorm(size: size)
            projection = Linear(
                inputSize: size, outputSize: 6 * joined, hasBias: false, initializer: start, generator: generator)
            outcomeNorm = RMSNorm(size: 3 * joined)
            output = Linear(
                inputSize: 3 * joined, outputSize: size, initializer: .glorotUniform, biasInitializer: .zeros,
                generator: generator)
            lags = Parameter(start([1, configuration.maximumLength], generator: generator))
            times = Parameter(start([1, 129], generator: generator))
            networkNorm = RMSNorm(size: size)
            let inner = max(1, Int((Double(size) * min(configuration.innerFactor, 1024)).rounded()))
            network = TokenNetwork(
                size: size, innerSize: inner, activation: .swiGLU, dropoutRate: 0, initializer: .glorotUniform,
                generator: generator)
            self.configuration = configuration
        }

        func callAsFunction(_ x: Tensor, _ view: RowMajorSequences, mode: Mode) -> Tensor {
            let heads = configuration.headCount
            let joined = heads * configuration.headWidth
            let parts = projection(mixingNorm(x)).silu().split([3 * joined, joined, joined, joined], dimension: 1)
            let (gates, values, queries, keys) = (parts[0], parts[1], parts[2], parts[3])
            func forAllHeads(_ table: Parameter) -> Tensor { table.value.expanded([heads, table.value.size(1)]) }
            let byContent = RowAttention(headCount: heads, scale: 1, weighting: .silu)
            let byPlace = RowAttention(headCount: heads, scale: 0, weighting: .plain)
            let content = byContent(queries, keys, values, rows: view.rows)
            let bias = view.timeBias(forAllHeads(times), width: 0.301, question: configuration.question)
            let channels = Tensor.concatenated(
                [
                    content * (1 / Double(configuration.maximumLength)),
                    byPlace(queries, keys, values, rows: view.rows, lagBias: forAllHeads(lags)),
                    byPlace(queries, keys, values, rows: view.rows, timeBias: bias),
                ], dimension: 1)
            let dropout = Dropout(rate: configuration.dropoutRate)
            let mixed = x + output(dropout(gates * outcomeNorm(channels), mode: mode))
            return mixed + network(dropout(networkNorm(mixed), mode: mode), mode: mode)
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

extension FuXiAlpha {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "fuxi-alpha", "FuXi-α", family: .attention, source: "Ye et al. 2025", texts: AttentionTexts.shared
        ) { (configuration: Configuration, shape, generator) in
            try FuXiAlpha(configuration: configuration, itemCount: shape.itemCount, generator: generator)
        }
    }
}
