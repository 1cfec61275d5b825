import SegueCore
import SegueData
import SegueEvaluation
import SegueModels
import SegueTraining
import Torch

/// Which item comes next, ranked among the whole catalog.
public struct NextItemTask: ExperimentTask {
    /// What models are built for.
    public let shape: DataShape
    /// None.
    public var features: FeatureTable? { nil }
    /// What training is watched on.
    public let validation: EvaluationSet
    /// What models are measured on.
    public let test: EvaluationSet
    private let evaluation: EvaluationConfiguration
    private let dataset: Dataset
    private let training: TrainingSequences

    init(_ recipe: Recipe, dataset: Dataset, split: DataSplit) throws {
        guard split.drawnParts == nil else {
            throw ConfigurationError(
                field: "split.strategy",
                problem:
                    "'\(split.description.name)' draws single interactions, so that there is no next item to ask for; "
                    + "take another split, or name `task: rating`")
        }
        self.dataset = dataset
        evaluation = recipe.evaluation
        training = split.training
        shape = DataShape(split, catalog: dataset.catalog)
        validation = try EvaluationSet(split, part: .validation)
        test = try EvaluationSet(split, part: .test)
    }

    /// A model that ranks.
    public func entry(named name: String) throws -> any ModelDescription { try ModelCatalog.nextItem(named: name) }

    /// The sequences.
    public func material(for model: any Model, seed: UInt64) -> LearningMaterial {
        LearningMaterial(training: training, catalog: dataset.catalog, userCatalog: dataset.userCatalog)
    }

    /// The trainer of a sequence model, watched on validation.
    public func makeTrainer(
        _ model: any Model, _ recipe: ModelRecipe, seed: UInt64, checkpoints: CheckpointStore?
    ) throws -> (any TrainingRun)? {
        guard let model = model as? any SequenceModel else { return nil }
        let metric = try recipe.training.watchedMetric(of: .nextItem)
        return try Trainer(
            model: model, training: training, configuration: recipe.training.trainer,
            problem: recipe.training.sequences, seed: seed, checkpoints: checkpoints,
            direction: metric.kind.direction ?? .higher, validate: try validator(of: metric, named: recipe.title))
    }

    /// Gives the watched metric on the validation part; nil when that has no event.
    private func validator(of metric: Metric, named name: String) throws -> (any NextItemModel) throws -> Double? {
        var options = EvaluationOptions()
        options.cutoffs = metric.cutoff.map { [$0] } ?? options.cutoffs
        options.measuresLists = !metric.kind.dependsOnRank
        options.excludesSeen = evaluation.excludesSeen ?? false
        let evaluator = try RankingEvaluator(options: options)
        return { try evaluator.evaluate($0, named: name, on: validation).evaluation[metric] }
    }

    /// Measures a model on the validation part.
    public func validationValue(of metric: Metric, _ model: AnyModel, named name: String) throws -> Double? {
        guard case .nextItem(let model) = model else { return nil }
        return try validator(of: metric, named: name)(model)
    }

    /// Learns a blend's weights on the validation part.
    public func weigh(_ blend: any Blend) throws {
        guard let blend = blend as? RankingBlend else { return }
        try blend.weigh(
            on: validation.queries, excludesSeen: evaluation.evaluator().options.excludesSeen,
            threads: TorchRuntime.threadCount)
    }

    /// Ranks the targets of the test part.
    public func measure(
        _ model: AnyModel, named name: String, progress: (Int, Int) throws -> Void
    ) throws -> EvaluationOutcome {
        guard case .nextItem(let model) = model else {
            throw ConfigurationError(field: "model.name", problem: "'\(name)' ranks nothing")
        }
        return try evaluation.evaluator().evaluate(model, named: name, on: test, progress: progress)
    }

    /// The columns of tables.
    public var shownMetrics: [Metric] { get throws { try evaluation.evaluator().shownMetrics } }
}
