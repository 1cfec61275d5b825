import SegueCore
import SegueData
import Torch
import TorchNN

/// Logistic regression over the fields of an example; with ratings, linear regression.
///
/// z = w₀ + Σ_f w_f[x_f], one weight for each value of each field (Richardson, Dominowska and Ragno, WWW 2007, for clicks).
/// The penalty is a ridge on the weights that a batch touches, see ``FieldEmbedding``.
public final class LogisticRegression: FieldNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Standard deviation of the first weights.
        public var initialDeviation = 0.01
        /// λ: weight of the penalty.
        public var ridge = 1e-5

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
            try ConfigurationCheck.notNegative(ridge, field: "ridge")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// w₀ and w.
    public let fields: FieldEmbedding

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        var settings = FieldSettings()
        settings.initialDeviation = configuration.initialDeviation
        settings.ridge = configuration.ridge
        fields = try FieldEmbedding(
            settings, shape: shape, model: "logistic-regression", parts: .linear, generator: generator)
    }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor { fields.linear(batch) }
}

extension LogisticRegression {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "logistic-regression", "Logistic regression", family: .fieldInteraction,
            texts: ["ridge": "λ of the rows that a batch touches."]
        ) { (configuration: Configuration, shape, generator) in
            try LogisticRegression(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
