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

    /// The defaults.
    public init() {}

    /// Checks every field.
    func validate() throws {
        try ConfigurationCheck.atLeast(1, embeddingSize, field: "fields.embeddingSize", atMost: 4096)
        try ConfigurationCheck.positive(initialDeviation, field: "fields.initialDeviation")
        try ConfigurationCheck.notNegative(ridge, field: "fields.ridge")
    }
}

/// The fields of examples as vectors and weights: what all models of field interactions begin with.
///
/// * Linear part: w₀ + Σ_f w_f, w_f = Σ over the values i of field f of xᵢ wᵢ, one weight a value.
/// * Vectors: v_f = Σ xᵢ vᵢ of width D. A category has one value with x = 1; each of n labels x = 1 ∕ n, so that a field
///   of labels is their mean; a number is x itself. The vector of an unknown value is 0.
///
/// The penalty is ½ λ Σ (|vᵢ|² + wᵢ²) over the rows that occur in the batch, each once, so that rare values are not pulled
/// to 0 by batches without them.
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
    ///   - generator: Draws.
    /// - Throws: `ConfigurationError` for data without fields.
    init(
        _ settings: FieldSettings, shape: DataShape, model: String, parts: Parts = [.linear, .vectors],
        generator: Generator
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
    }

    /// F: fields that have values.
    var count: Int { schema.fields.filter(\.isOfExamples).count }
    /// Width of all vectors side by side, F · D.
    var width: Int { count * settings.embeddingSize }

    /// The position among the vectors of the field that names users or items; nil where there is none.
    func position(of source: FeatureField.Source) -> Int? {
        schema.fields.filter(\.isOfExamples).firstIndex { $0.isIdentity && $0.source == source }
    }

    /// w₀ + Σ_f w_f of each example: `[examples]`.
    func linear(_ batch: ExampleBatch) -> Tensor {
        guard let weights, let bias else { preconditionFailure("the model asked for no linear part") }
        return bias.value + sums(weights, batch).reshaped([batch.count, count]).sum([1])
    }

    /// v_f of each field of each example: `[examples, F, D]`.
    func callAsFunction(_ batch: ExampleBatch) -> Tensor {
        guard let vectors else { preconditionFailure("the model asked for no vectors") }
        return sums(vectors, batch).reshaped([batch.count, count, settings.embeddingSize])
    }

    private func bags(_ batch: ExampleBatch) -> FieldBags {
        guard let bags = batch.fields else { preconditionFailure("examples of these models carry their fields") }
        return bags
    }

    private func sums(_ table: Embedding, _ batch: ExampleBatch) -> Tensor {
        let bags = bags(batch)
        return table.weight.value.embeddingSums(
            bags.codes, weights: bags.weights, starts: bags.starts,
            hasSparseGradient: table.weight.hasSparseGradient)
    }

    /// The penalty, a scalar; nil where λ is 0.
    func penalty(_ batch: ExampleBatch) -> Tensor? {
        guard settings.ridge > 0 else { return nil }
        let codes = Tensor(bags(batch).distinctCodes, device: batch.device)
        let squares = [weights, vectors].compactMap { $0 }.map { table -> Tensor in
            let rows = table(codes)
            return (rows * rows).sum()
        }
        return squares.dropFirst().reduce(squares[0]) { $0 + $1 } * (0.5 * settings.ridge)
    }
}

/// A network over the fields of examples, for ratings and clicks.
public protocol FieldNetwork: PointwiseNetwork {
    /// The fields.
    var fields: FieldEmbedding { get }
}

extension FieldNetwork {
    /// A rating where the data has ratings, else a logit.
    public var predicts: Prediction { fields.predicts }
    /// Features of users and items.
    public var readsFeatures: Bool { true }
    /// Nothing of histories.
    public var reads: HistoryColumns { [] }
    /// The penalty on the values of the fields.
    public func penalty(_ batch: ExampleBatch) -> Tensor? { fields.penalty(batch) }
}

extension ModelFamily {
    /// Models of fields and their interactions.
    public static let fieldInteraction = ModelFamily(rawValue: "field-interaction")
}
