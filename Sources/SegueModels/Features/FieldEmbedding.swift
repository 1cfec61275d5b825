import SegueCore
import SegueData
import Torch
import TorchNN

/// How the values of fields become numbers.
public struct FieldSettings: Codable, Sendable, Equatable {
    /// D: width of a value's vector.
    public var embeddingSize = 16
    /// Standard deviation of the first vectors and weights.
    public var initialDeviation = 0.01
    /// λ: weight of the penalty on the rows that a batch touches.
    public var ridge = 1e-5
    /// How many of the last events count as further fields, the mean of each field of their items and their own; 0 for none.
    public var historyLength = 0

    /// The defaults.
    public init() {}

    /// Checks every field.
    func validate() throws {
        try ConfigurationCheck.atLeast(1, embeddingSize, field: "fields.embeddingSize", atMost: 4096)
        try ConfigurationCheck.positive(initialDeviation, field: "fields.initialDeviation")
        try ConfigurationCheck.notNegative(ridge, field: "fields.ridge")
        try ConfigurationCheck.atLeast(0, historyLength, field: "fields.historyLength", atMost: 1 << 14)
    }
}

/// The fields of examples as vectors and weights: what all models of field interactions begin with.
///
/// * Linear part: w₀ + Σ_f w_f, w_f = Σ over the values i of field f of xᵢ wᵢ, one weight a value.
/// * Vectors: v_f = Σ xᵢ vᵢ of width D. A category has one value with x = 1; each of n labels x = 1 ∕ n, so that a field
///   of labels is their mean; a number is x itself. The vector of an unknown value is 0.
/// * By option each field of items and of histories is a further field: the mean over the last events, from the same table.
///
/// The penalty is ½ λ Σ (|vᵢ|² + wᵢ²) over the rows that occur in the batch, each once, so that rare values are not pulled
/// to 0 by batches without them; by option each divided by the train examples that have the value (see ``DIN``).
public final class FieldEmbedding: Module {
    /// What a model needs of it.
    struct Parts: OptionSet {
        let rawValue: Int
        /// w₀ and w.
        static let linear = Parts(rawValue: 1)
        /// v.
        static let vectors = Parts(rawValue: 2)
    }

    /// w₀: `[1]`.
    let bias: Parameter?
    /// w: `[values + 1, 1]`.
    let weights: Embedding?
    /// v: `[values + 1, D]`.
    let vectors: Embedding?
    /// Train examples with each value, at least 1: `[values + 1]`; nil where the penalty does not look at them.
    let occurrences: Parameter?
    /// The settings.
    public let settings: FieldSettings
    /// What the models predict: ratings where the data has ratings, else logits.
    public let predicts: Prediction
    /// Where a rating starts, the middle of the scale; 0 for logits.
    let start: Double
    let schema: FeatureSchema

    /// Draws weights and vectors.
    /// - Parameters:
    ///   - settings: Their size and start.
    ///   - shape: The fields, and what is predicted.
    ///   - model: The model's name, for errors.
    ///   - parts: What the model needs.
    ///   - countsOccurrences: Whether rows are penalized by how rare they are.
    ///   - generator: Draws.
    /// - Throws: `ConfigurationError` for data without fields.
    init(
        _ settings: FieldSettings, shape: DataShape, model: String, parts: Parts = [.linear, .vectors],
        countsOccurrences: Bool = false, generator: Generator
    ) throws {
        guard let schema = shape.features, schema.valueCount > 0 else {
            throw ConfigurationError(
                field: "model.name", problem: "'\(model)' needs examples with fields, and there are none")
        }
        self.settings = settings
        self.schema = schema
        predicts = shape.task == .rating ? .rating : .logit
        let middle = shape.ratingRange.map { Double($0.lowerBound + $0.upperBound) / 2 } ?? 0
        start = predicts == .rating ? middle : 0
        bias = parts.contains(.linear) ? Parameter(.full([1], start)) : nil
        func table(_ part: Parts, size: Int) -> Embedding? {
            guard parts.contains(part) else { return nil }
            return Embedding(
                count: schema.valueCount, size: size, initializer: .normal(deviation: settings.initialDeviation),
                generator: generator)
        }
        weights = table(.linear, size: 1)
        vectors = table(.vectors, size: settings.embeddingSize)
        occurrences = countsOccurrences ? Parameter(.ones([schema.valueCount + 1])) : nil
        occurrences?.isFixed = true
    }

    /// F: fields that have values, and those of the history.
    var count: Int {
        schema.exampleFields.count + (settings.historyLength > 0 ? schema.sequenceFields.count : 0)
    }
    /// Width of all vectors side by side, F · D.
    var width: Int { count * settings.embeddingSize }

    /// The position among the vectors of the field that names users or items; nil where there is none.
    func position(of source: FeatureField.Source) -> Int? {
        schema.exampleFields.firstIndex { $0.isIdentity && $0.source == source }
    }

    /// w₀ + Σ_f w_f of each example: `[examples]`.
    func linear(_ batch: ExampleBatch) -> Tensor {
        guard let weights, let bias else { preconditionFailure("the model asked for no linear part") }
        return bias.value + values(weights, batch).sum([1, 2])
    }

    /// w₀ and w; none without a linear part.
    var linearParameters: [Parameter] { [bias, weights?.weight].compactMap(\.self) }

    /// v_f of each field of each example: `[examples, F, D]`.
    func callAsFunction(_ batch: ExampleBatch) -> Tensor {
        guard let vectors else { preconditionFailure("the model asked for no vectors") }
        return values(vectors, batch)
    }

    func bags(_ batch: ExampleBatch) -> FieldBags {
        guard let bags = batch.fields else { preconditionFailure("examples of these models carry their fields") }
        return bags
    }

    /// `[examples, F, width of the table]`.
    private func values(_ table: Embedding, _ batch: ExampleBatch) -> Tensor {
        let bags = bags(batch)
        let sums = table.weight.value.embeddingSums(
            bags.codes, weights: bags.weights, starts: bags.starts, hasSparseGradient: table.weight.hasSparseGradient)
        let own = sums.reshaped([batch.count, schema.exampleFields.count, table.weight.value.size(1)])
        guard count > own.size(1) else { return own }
        return .concatenated([own, means(table, history(batch))], dimension: 1)
    }

    /// The events that count as further fields.
    func history(_ batch: ExampleBatch) -> HistoryBatch { batch.history(maximumLength: settings.historyLength) }
}

/// A network over the fields of examples, for ratings and clicks.
public protocol FieldNetwork: PointwiseNetwork {
    /// The fields.
    var fields: FieldEmbedding { get }
    /// What is added up without any interaction: a bias, weights of single values and of crosses.
    var linearParameters: [Parameter] { get }
}

extension FieldNetwork {
    /// The bias and the weights of the fields.
    public var linearParameters: [Parameter] { fields.linearParameters }
    /// A rating where the data has ratings, else a logit.
    public var predicts: Prediction { fields.predicts }
    /// Features of users and items.
    public var readsFeatures: Bool { true }
    /// All columns of histories where events are read, for their fields may stand in any; else none.
    public var reads: HistoryColumns { fields.settings.historyLength > 0 ? .ofEvents : [] }
    /// The penalty on the values of the fields.
    public func penalty(_ batch: ExampleBatch) -> Tensor? {
        guard fields.settings.historyLength > 0 else { return fields.penalty(batch) }
        let history = fields.history(batch)
        return fields.penalty(batch, history: history, read: fields.schema.sequenceFields)
    }
}

/// A network that reads the events of a history one by one.
public protocol HistoryNetwork: FieldNetwork {
    /// The events that it reads.
    func history(of batch: ExampleBatch) -> HistoryBatch
    /// The fields of events that it reads.
    func fieldsRead(of history: HistoryBatch) -> [Int]
}

extension HistoryNetwork {
    /// All columns that fields of events can stand in.
    public var reads: HistoryColumns { .ofEvents }
    /// Few, for each may have a history.
    public var examplesAtOnce: Int { 1024 }
    /// Those of items.
    public func fieldsRead(of history: HistoryBatch) -> [Int] { fields.itemFields }
    /// The penalty on the values of the fields, those of events too.
    public func penalty(_ batch: ExampleBatch) -> Tensor? {
        let history = history(of: batch)
        return fields.penalty(batch, history: history, read: fieldsRead(of: history))
    }
}

extension ModelFamily {
    /// Models of fields and their interactions.
    public static let fieldInteraction = ModelFamily(rawValue: "field-interaction")
}

extension HistoryColumns {
    /// All that fields of events can stand in.
    static let ofEvents: HistoryColumns = [.times, .behaviors, .contexts]
}
