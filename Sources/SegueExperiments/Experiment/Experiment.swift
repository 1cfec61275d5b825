import Foundation
import SegueBundle
import SegueCore
import SegueData
import SegueEvaluation
import SegueModels
import SegueTraining
import Torch
import TorchNN

/// A recipe applied to data: filtered, split, and ready to train and measure each of its models.
public struct Experiment: Sendable {
    /// What is done.
    public let recipe: Recipe
    /// The data as read.
    public let dataset: Dataset
    /// The data as split.
    public let split: DataSplit
    /// What training is watched on.
    public let validation: EvaluationSet
    /// What models are measured on.
    public let test: EvaluationSet

    /// Filters and splits; given parts keep their split, whatever the recipe's is.
    /// - Throws: `PreparationError` for data the recipe does not fit.
    public init(_ recipe: Recipe, on dataset: Dataset) throws {
        var recipe = recipe
        if dataset.log.hasGivenParts, recipe.split != .given() {
            splitNote = "the files give the split; the recipe's \(recipe.split.name) is not used"
            recipe.split = .given()
        } else {
            splitNote = nil
        }
        self.recipe = recipe
        self.dataset = dataset
        try ConfigurationCheck.atLeast(
            1, recipe.data.minimumTrainingUsers, field: "data.minimumTrainingUsers",
            atMost: ConfigurationCheck.largestCount)
        split = try recipe.split.split(
            recipe.data.prepare(dataset.log), unseenItems: recipe.data.unseenItems,
            minimumTrainingUsers: recipe.data.minimumTrainingUsers)
        validation = try EvaluationSet(split, part: .validation)
        test = try EvaluationSet(split, part: .test)
    }

    /// What a person must know before the models are trained.
    public var notes: [String] { dataset.notes + (splitNote.map { [$0] } ?? []) + split.notes }

    private let splitNote: String?

    /// What models are built for.
    public var shape: DataShape { DataShape(split, catalog: dataset.catalog) }

    /// Trains one model.
    /// - Parameters:
    ///   - modelRecipe: Which, and how; usually one of the recipe's.
    ///   - seed: Seeds weights, order and dropout; nil for the recipe's.
    ///   - device: Where neural models are trained.
    ///   - checkpoints: Directory to save to and resume from; nil for neither. Fitted models are quick and have none.
    ///   - observer: Told about the progress of neural training.
    ///   - fitProgress: Told about the progress of fitted models.
    ///   - signalToStopFor: Asked between steps for a signal to stop for; 0 to go on.
    /// - Throws: `ConfigurationError`, `TrainingError`, `FittingError`, `TorchError`.
    public func train(
        _ modelRecipe: ModelRecipe, seed: UInt64? = nil, device: Device = .cpu, checkpoints: URL? = nil,
        observer: (any TrainingObserver)? = nil, fitProgress: @escaping (FitProgress) throws -> Void = { _ in },
        signalToStopFor: @escaping () -> Int32 = { 0 }
    ) throws -> TrainedModel {
        let seed = seed ?? recipe.seed
        let entry = try ModelCatalog.nextItem(named: modelRecipe.name)
        let root = SeededGenerator(seed: seed)
        var weights = root.split("weights")
        let model = try entry.make(
            modelRecipe.configuration, shape: shape, generator: Generator(seed: weights.next()))
        let clock = ContinuousClock()
        let start = clock.now
        let material = LearningMaterial(
            training: split.training, catalog: dataset.catalog, userCatalog: dataset.userCatalog)
        let learning = Learning(
            seed: seed, device: device,
            checkpoints: try checkpoints.map {
                CheckpointStore(at: $0, identity: try identity(of: modelRecipe, seed: seed))
            }, observer: observer, fitProgress: fitProgress, signalToStopFor: signalToStopFor)
        let outcome = try learning.learn(model, named: entry.name, from: material) { network in
            guard let network = network as? any SequenceModel else { return nil }
            return try Trainer(
                model: network, training: split.training, configuration: modelRecipe.training, seed: seed,
                checkpoints: learning.checkpoints,
                direction: modelRecipe.training.validationMetric.kind.direction ?? .higher,
                validate: try validator(for: modelRecipe))
        }
        return TrainedModel(
            recipe: modelRecipe, entry: entry, model: model, seed: seed, records: outcome.records, bestEpoch: outcome.bestEpoch,
            seconds: (clock.now - start) / .seconds(1), device: device)
    }

    /// Measures a model on the test part.
    public func evaluate(
        _ model: any NextItemModel, named name: String, progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws -> EvaluationOutcome {
        try recipe.evaluation.evaluator().evaluate(model, named: name, on: test, progress: progress)
    }

    /// Packs a trained model with all that is needed to use it.
    public func bundle(_ trained: TrainedModel, evaluation: Evaluation?) throws -> ModelBundle {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let provenance = Provenance(
            data: dataset.log.source, logDigest: LogDigest(of: dataset.log), split: split.description,
            seed: trained.seed,
            torchVersion: trained.model is any SequenceModel ? TorchRuntime.runtimeVersion : nil,
            device: trained.device.description, threads: TorchRuntime.threadCount, seconds: trained.seconds)
        return ModelBundle(
            entry: trained.entry, configuration: trained.recipe.configuration, model: trained.model,
            users: split.log.users, items: split.log.items, catalog: dataset.catalog,
            histories: UserHistories(split.log, trainingEnds: split.trainEnds), provenance: provenance,
            metrics: try evaluation.map { try encoder.encode($0) }, recipe: try recipe.json())
    }

    /// Gives the watched metric on the validation part; nil when that has no event.
    private func validator(for modelRecipe: ModelRecipe) throws -> (any SequenceModel) throws -> Double? {
        let metric = modelRecipe.training.validationMetric
        try MetricKind.require(
            [metric], among: MetricKind.ranking, of: "ranking", field: "training.validationMetric")
        var options = EvaluationOptions()
        options.cutoffs = metric.cutoff.map { [$0] } ?? options.cutoffs
        options.measuresLists = !metric.kind.dependsOnRank
        options.excludesSeen = recipe.evaluation.excludesSeen ?? false
        let evaluator = try RankingEvaluator(options: options)
        let name = modelRecipe.title
        return { try evaluator.evaluate($0, named: name, on: validation).evaluation[metric] }
    }

    /// Names everything that must not change between the parts of a run.
    private func identity(of modelRecipe: ModelRecipe, seed: UInt64) throws -> RunIdentity {
        let source = dataset.log.source
        let columns = (source.interpretation?.columns ?? []).map { ($0.role, $0.name) }
        return try RunIdentity([
            ("model.name", modelRecipe.name), ("model", modelRecipe.configuration), ("training", modelRecipe.training),
            ("data", recipe.data), ("split", recipe.split), ("seed", seed), ("shape", shape),
            ("data.sha256", source.sha256),
            // How the file was read: the columns by name, and, for all else, what came out.
            ("data.columns", Dictionary(columns, uniquingKeysWith: { "\($0) and \($1)" })),
            ("data.values", LogDigest(of: dataset.log)),
        ])
    }
}
