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

    /// Sizes that models are built for.
    public var sizes: ModelSizes {
        ModelSizes(
            itemCount: split.log.itemCount, userCount: split.log.userCount,
            labelCount: dataset.catalog.categoryNames.count)
    }

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
        observer: (any TrainingObserver)? = nil, fitProgress: (FitProgress) throws -> Void = { _ in },
        signalToStopFor: @escaping () -> Int32 = { 0 }
    ) throws -> TrainedModel {
        let seed = seed ?? recipe.seed
        let entry = try ModelCatalog.entry(named: modelRecipe.name)
        let root = SeededGenerator(seed: seed)
        var weights = root.split("weights")
        let model = try entry.makeModel(
            modelRecipe.configuration, sizes: sizes, generator: Generator(seed: weights.next()))
        let clock = ContinuousClock()
        let start = clock.now
        var records: [EpochRecord] = []
        var bestEpoch: Int?
        switch model {
        case let model as any FittableModel:
            var generator = root.split("fit")
            try model.fit(split.training, generator: &generator, progress: fitProgress)
        case let model as any SequenceModel:
            let store = try checkpoints.map {
                CheckpointStore(at: $0, identity: try identity(of: modelRecipe, seed: seed))
            }
            if let model = model as? any PretrainedModel, store?.hasCheckpoint != true {
                var generator = root.split("pretraining")
                try model.pretrain(
                    split.training, catalog: dataset.catalog, generator: &generator, progress: fitProgress)
            }
            model.move(to: device)
            let trainer = try Trainer(
                model: model, training: split.training, configuration: modelRecipe.training, seed: seed,
                checkpoints: store, validate: try validator(for: modelRecipe))
            trainer.observer = observer
            trainer.signalToStopFor = signalToStopFor
            records = try trainer.run()
            bestEpoch = trainer.bestEpoch
        default:
            throw ConfigurationError(field: "model.name", problem: "'\(entry.name)' can be neither fitted nor trained")
        }
        return TrainedModel(
            recipe: modelRecipe, entry: entry, model: model, seed: seed, records: records, bestEpoch: bestEpoch,
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
        var options = EvaluationOptions()
        options.cutoffs = [metric.cutoff]
        options.measuresLists = !metric.kind.dependsOnRank
        options.excludesSeen = recipe.evaluation.excludesSeen ?? false
        let evaluator = try Evaluator(options: options)
        let name = modelRecipe.title
        return { try evaluator.evaluate($0, named: name, on: validation).evaluation[metric] }
    }

    /// Names everything that must not change between the parts of a run.
    private func identity(of modelRecipe: ModelRecipe, seed: UInt64) throws -> RunIdentity {
        let source = dataset.log.source
        let columns = (source.interpretation?.columns ?? []).map { ($0.role, $0.name) }
        return try RunIdentity([
            ("model.name", modelRecipe.name), ("model", modelRecipe.configuration), ("training", modelRecipe.training),
            ("data", recipe.data), ("split", recipe.split), ("seed", seed), ("sizes", sizes),
            ("data.sha256", source.sha256),
            // How the file was read: the columns by name, and, for all else, what came out.
            ("data.columns", Dictionary(columns, uniquingKeysWith: { "\($0) and \($1)" })),
            ("data.values", LogDigest(of: dataset.log)),
        ])
    }
}
