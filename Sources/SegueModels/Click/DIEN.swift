import SegueCore
import SegueData
import Torch
import TorchNN

/// Deep interest evolution network, DIEN (Zhou et al., AAAI 2019): a recurrent unit extracts interests from a history, a second
/// one follows those that have to do with the item asked about.
///
/// 1. Interest extraction: h_t = GRU(e_t, h_{t−1}) over the keys e_t = [item ‖ category ‖ …] (Eq. 2 to 5).
/// 2. Auxiliary loss: −mean over t of log σ(h_t · e_{t+1}) + log(1 − σ(h_t · ê_{t+1})), ê an item drawn from the catalog that
///    the history does not have (Eq. 6); the loss is the click's + α of it (Eq. 7).
/// 3. Attention a_t = softmax over t of h_tᵀ W q (Eq. 10), evolution h'_t by ``AttentionalUpdate`` (Eq. 12 to 16).
/// 4. z = MLP([v₁ ‖ … ‖ v_F ‖ h'_T]), by option with Σ e ‖ q ⊙ Σ e, as in public programs.
///
/// Units are as wide as keys, so that h · e is an inner product, as the paper's equation has it (its program has a network
/// there). Each distinct history counts once in the auxiliary loss, not once an example. An empty history has h' = 0.
public final class DIEN: HistoryNetwork, AuxiliaryLossNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' vectors.
        public var fields = FieldSettings()
        /// How many of the last events are read.
        public var historyLength = 30
        /// How attention enters the second unit.
        public var evolution = AttentionalUpdate.augru
        /// α: what the auxiliary loss counts; 0 for none.
        public var auxiliaryWeight = 1.0
        /// Whether the sum of the keys, and its product with the query, are read too.
        public var readsSum = false
        /// The hidden layers.
        public var network = NetworkSettings(activation: .dice)

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try network.validate()
            try ConfigurationCheck.atLeast(1, historyLength, field: "historyLength", atMost: 1 << 14)
            try ConfigurationCheck.notNegative(auxiliaryWeight, field: "auxiliaryWeight")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// v.
    public let fields: FieldEmbedding
    let extraction: GRUCell
    /// W: `[K, K]`.
    let attention: Linear
    let evolution: AttentionalGRUCell
    let network: FeedForward
    private let itemCount: Int

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields of items.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        itemCount = shape.itemCount
        fields = try FieldEmbedding(
            configuration.fields, shape: shape, model: "dien", parts: .vectors, generator: generator)
        let width = try fields.keyWidth(model: "dien")
        extraction = GRUCell(
            inputSize: width, hiddenSize: width, initializer: .uniform(bound: 1 / Double(width).squareRoot()),
            generator: generator)
        attention = .glorot(width, width, hasBias: false, generator: generator)
        evolution = AttentionalGRUCell(
            inputSize: width, size: width, update: configuration.evolution, generator: generator)
        let read = fields.width + (configuration.readsSum ? 3 : 1) * width
        network = FeedForward(configuration.network, inputSize: read, outputSize: 1, generator: generator)
        network.start(at: fields.start)
    }

    /// The last events.
    public func history(of batch: ExampleBatch) -> HistoryBatch {
        batch.history(maximumLength: configuration.historyLength)
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let history = history(of: batch)
        let keys = history.padded(fields.items(history))
        return output(batch, history, keys, interests(keys, history), mode: mode)
    }

    /// z of each example, and α times the auxiliary loss in training.
    public func outputAndLoss(_ batch: ExampleBatch, generator: Generator) throws -> (output: Tensor, loss: Tensor?) {
        let history = history(of: batch)
        let keys = history.padded(fields.items(history))
        let states = interests(keys, history)
        let output = output(batch, history, keys, states, mode: .training(generator))
        guard configuration.auxiliaryWeight > 0, history.length > 1 else { return (output, nil) }
        let drawn = try history.drawStrangers(itemCount: itemCount, generator: generator)
        let strangers = history.padded(fields.items(drawn, in: history))
        return (output, auxiliaryLoss(states, keys, strangers, history) * configuration.auxiliaryWeight)
    }

    private func output(
        _ batch: ExampleBatch, _ history: HistoryBatch, _ keys: Tensor, _ states: Tensor, mode: Mode
    ) -> Tensor {
        let vectors = fields(batch)
        let query = fields.items(vectors)
        let inputs = history.spread(states)
        let isReal = history.spread(history.mask)
        let scores = (inputs * attention(query).unsqueezed(1)).sum([2]) + history.exampleMask
        let weights = scores.softmax()
        var state = Tensor.zeros(query.shape, device: query.device)
        for step in 0..<history.length {
            let now = step..<step + 1
            let next = evolution(inputs.select(1, at: step), hidden: state, attention: weights.slice(1, now))
            state = next * isReal.slice(1, now)
        }
        var parts = [vectors.reshaped([batch.count, fields.width]), state]
        if configuration.readsSum {
            let sum = history.spread(keys.sum([1]))
            parts += [sum, query * sum]
        }
        return network(.concatenated(parts, dimension: 1), mode: mode).reshaped([batch.count])
    }
}

extension DIEN {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "dien", "DIEN", family: .recurrent, source: "Zhou et al. 2019",
            texts: [
                "historyLength": "How many of the last events are read.",
                "evolution": "How attention enters the second recurrent unit.",
                "auxiliaryWeight": "What the auxiliary loss counts; 0 for none.",
                "readsSum": "Whether the sum of the history's vectors is read too.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try DIEN(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
