import SegueData
import SegueEvaluation
import SegueModels
import SegueTraining

/// What an experiment asks of its models: which they are, what they learn from, how they are trained and measured.
public protocol ExperimentTask: Sendable {
    /// What models are built for.
    var shape: DataShape { get }
    /// The fields of examples; nil for tasks without.
    var features: FeatureTable? { get }
    /// A model of this task.
    /// - Throws: `ConfigurationError` for a name that is none.
    func entry(named name: String) throws -> any ModelDescription
    /// What a model learns from; examples only where it fits them by itself, for a trainer makes its own.
    func material(for model: any Model, seed: UInt64) throws -> LearningMaterial
    /// Makes the trainer of a network; nil for a model that cannot be trained.
    func makeTrainer(
        _ model: any Model, _ recipe: ModelRecipe, seed: UInt64, checkpoints: CheckpointStore?
    ) throws -> (any TrainingRun)?
    /// Learns a blend's weights on the validation part.
    func weigh(_ blend: any Blend) throws
    /// Measures a model on the validation part; nil when that is empty.
    func validationValue(of metric: Metric, _ model: AnyModel, named name: String) throws -> Double?
    /// Measures a model on the test part.
    func measure(
        _ model: AnyModel, named name: String, progress: (Int, Int) throws -> Void
    ) throws -> EvaluationOutcome
    /// The columns of tables.
    var shownMetrics: [Metric] { get throws }
}
