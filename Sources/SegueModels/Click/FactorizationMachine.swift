import SegueCore
import SegueData
import Torch
import TorchNN

/// Factorization machine (Rendle, ICDM 2010): a linear model of all fields of an example, plus the products of their vectors.
///
/// ŷ = w₀ + Σ wᵢ xᵢ + Σᵢ<ⱼ ⟨vᵢ, vⱼ⟩ xᵢ xⱼ (Eq. 1), the last sum in linear time as ½ Σ_f ((Σᵢ vᵢ_f xᵢ)² − Σᵢ vᵢ_f² xᵢ²)
/// (Lemma 3.1). The fields are those of the data's schema: user, item, their features, the event's context. For clicks ŷ is a
/// logit, for ratings the rating itself, with w₀ starting at the middle of the scale.
///
/// The paper leaves the regularization open; here it is a penalty on the rows of a batch, λ Σ (wᵢ² + |vᵢ|²) xᵢ² per example, so
/// that rare values are not pulled to 0 by batches without them.
public final class FactorizationMachine: PointwiseNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Length of the vectors.
        public var factorCount = 16
        /// λ: weight of the penalty.
        public var regularization = 0.0
        /// Standard deviation of the first vectors.
        public var initialDeviation = 0.01

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount", atMost: 4096)
            try ConfigurationCheck.notNegative(regularization, field: "regularization")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// What the number means: a rating where the data has ratings, else a logit.
    public let predicts: Prediction
    /// Features of users and items.
    public var readsFeatures: Bool { true }
    /// w₀.
    let bias: Parameter
    /// wᵢ in the last column, vᵢ before it, row 0 for unknown values: `[values + 1, factors + 1]`.
    let fields: Embedding

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        guard let schema = shape.features, schema.valueCount > 0 else {
            throw ConfigurationError(
                field: "model.name", problem: "'fm' needs examples with fields, and there are none")
        }
        self.configuration = configuration
        predicts = shape.task == .rating ? .rating : .logit
        let middle = shape.ratingRange.map { Double($0.lowerBound + $0.upperBound) / 2 } ?? 0
        bias = Parameter(.full([1], predicts == .rating ? middle : 0))
        fields = Embedding(
            count: schema.valueCount, size: configuration.factorCount + 1,
            initializer: .normal(deviation: configuration.initialDeviation), generator: generator)
    }

    /// ŷ of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let weighted = weightedRows(batch)
        let factors = weighted.slice(2, 0..<configuration.factorCount)
        let linear = weighted.slice(2, configuration.factorCount..<configuration.factorCount + 1)
        return bias.value + linear.sum([1, 2]) + factors.pairProducts().sum([1])
    }

    /// λ Σ (wᵢ² + |vᵢ|²) xᵢ², the mean over the examples.
    public func penalty(_ batch: ExampleBatch) -> Tensor? {
        guard configuration.regularization > 0 else { return nil }
        let weighted = weightedRows(batch)
        return (weighted * weighted).sum() * (configuration.regularization / Double(max(1, batch.count)))
    }

    /// Rows of the table times xᵢ: `[examples, width, factors + 1]`.
    private func weightedRows(_ batch: ExampleBatch) -> Tensor {
        guard let features = batch.features else {
            preconditionFailure("examples of a factorization machine carry their fields")
        }
        return fields(features.codes) * features.weights.unsqueezed(2)
    }
}

extension FactorizationMachine {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "fm", "Factorization machine", family: .fieldInteraction, source: "Rendle 2010",
            texts: ["regularization": "λ of the rows that a batch touches.", "factorCount": "Length of the vectors."]
        ) { (configuration: Configuration, shape, generator) in
            try FactorizationMachine(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
