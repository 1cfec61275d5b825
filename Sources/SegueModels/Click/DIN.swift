import SegueCore
import SegueData
import Torch
import TorchNN

/// Deep interest network, DIN (Zhou et al., KDD 2018): the events of a user's history weigh as much as they have to do with
/// the item asked about.
///
/// 1. Keys e_j = [item ‖ category ‖ …] of event j and the query q of the item asked about, from one table.
/// 2. a_j = MLP_att([q ‖ e_j ‖ q − e_j ‖ q ⊙ e_j]), one number without softmax, so that the sum keeps the intensity
///    (section 4.3); u = Σ_j a_j e_j (Eq. 2), 0 for an empty history. Only real events are read, never padding.
/// 3. z = MLP([v₁ ‖ … ‖ v_F ‖ u]), with Dice in both networks (Eq. 3, see `Dice`).
///
/// The paper's attention has the outer product of q and e_j where public programs have difference and product, as here. Other
/// fields of events (behavior, hour, gap) join the attention's input and the sum by option. Its mini-batch-aware ridge (Eq. 5
/// to 7) divides the penalty on a row by the number of train examples that have the value, for ``RidgeRule/occurrences``; the
/// paper's λ is then 0.01. The defaults are smaller than its layers of 80-40 and 200-80.
public final class DIN: HistoryNetwork, ExampleKeeping, @unchecked Sendable {
    /// What the penalty on a row of the fields is divided by.
    public enum RidgeRule: String, Codable, Sendable, CaseIterable {
        /// Nothing.
        case rows
        /// The number of train examples that have the value.
        case occurrences
    }

    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' vectors.
        public var fields = FieldSettings()
        /// How many of the last events are read.
        public var historyLength = 30
        /// Whether further fields of events than those of their items are read.
        public var readsEventFields = false
        /// The attention's hidden layers.
        public var attention = NetworkSettings([64, 16], activation: .dice, dropoutRate: 0)
        /// Whether the weights of a history are brought to the sum 1 by a softmax.
        public var usesSoftmax = false
        /// The hidden layers.
        public var network = NetworkSettings(activation: .dice)

        /// What the penalty on a row of the fields is divided by.
        public var ridgeRule = RidgeRule.rows

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try attention.validate(path: "attention")
            try network.validate()
            try ConfigurationCheck.atLeast(1, historyLength, field: "historyLength", atMost: 1 << 14)
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// v.
    public let fields: FieldEmbedding
    let attention: FeedForward
    let network: FeedForward

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields of items.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        fields = try FieldEmbedding(
            configuration.fields, shape: shape, model: "din", parts: .vectors,
            countsOccurrences: configuration.ridgeRule == .occurrences, generator: generator)
        let further = configuration.readsEventFields ? configuration.fields.embeddingSize : 0
        let key = try fields.keyWidth(model: "din")
        attention = FeedForward(
            configuration.attention, inputSize: 4 * key + further, outputSize: 1, generator: generator)
        network = FeedForward(
            configuration.network, inputSize: fields.width + key + further, outputSize: 1, generator: generator)
        network.start(at: fields.start)
    }

    /// The last events.
    public func history(of batch: ExampleBatch) -> HistoryBatch {
        batch.history(maximumLength: configuration.historyLength)
    }

    /// Those of items, or all.
    public func fieldsRead(of history: HistoryBatch) -> [Int] {
        configuration.readsEventFields ? history.fields : fields.itemFields
    }

    /// Counts how many examples have each value, where the penalty looks at that.
    public func keep(_ material: LearningMaterial) throws {
        guard configuration.ridgeRule == .occurrences else { return }
        guard let examples = material.examples else { throw FittingError.noInteractions(model: "DIN") }
        try withTorchErrors {
            fields.countOccurrences(examples, historyLength: configuration.historyLength) { fieldsRead(of: $0) }
        }
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let history = history(of: batch)
        let vectors = fields(batch)
        let read = interest(history, fields.items(vectors), mode: mode)
        let input = Tensor.concatenated([vectors.reshaped([batch.count, fields.width]), read], dimension: 1)
        return network(input, mode: mode).reshaped([batch.count])
    }

    /// u of each example: `[examples, K]`.
    private func interest(_ history: HistoryBatch, _ queries: Tensor, mode: Mode) -> Tensor {
        let further = configuration.readsEventFields ? fields.events(history) : nil
        let width = queries.size(1) + (further?.size(1) ?? 0)
        guard history.pairs.examples.elementCount > 0 else {
            return .zeros([queries.size(0), width], device: queries.device)
        }
        let pairs = history.pairs
        let items = fields.items(history)
        let (q, e) = (queries.indexSelect(0, pairs.examples), items.indexSelect(0, pairs.tokens))
        let events = further.map { $0.indexSelect(0, pairs.tokens) }
        let input = Tensor.concatenated([q, e, q - e, q * e] + [events].compactMap { $0 }, dimension: 1)
        let scores = attention(input, mode: mode)
        let weights = configuration.usesSoftmax ? history.softmax(scores) : scores
        return history.sum(weights * Tensor.concatenated([e] + [events].compactMap { $0 }, dimension: 1))
    }
}

extension DIN {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "din", "DIN", family: .attention, source: "Zhou et al. 2018",
            texts: [
                "historyLength": "How many of the last events are read.",
                "readsEventFields": "Whether behavior, hour and gap of events are read beside their items.",
                "ridgeRule":
                    "What the penalty on a row is divided by: `occurrences` is the paper's, with a ridge of 0.01.",
                "usesSoftmax": "Whether the weights of a history are brought to the sum 1.",
                "attention.hiddenSizes": "Units of the attention's hidden layers.",
                "attention.activation": "What follows each of them.",
                "attention.normalizesBatches": "Whether their units are normalized over the batch.",
                "attention.dropoutRate": "Probability of dropping one of their units.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try DIN(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
