import Foundation
import SegueBundle
import SegueCore
import SegueData
import SegueEvaluation
import SegueModels
import SegueText
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
    /// What is asked of the models, and how they are measured.
    public let task: any ExperimentTask

    /// Filters and splits; given parts keep their split, whatever the recipe's is.
    /// - Parameters:
    ///   - recipe: What is done.
    ///   - dataset: The data as read.
    ///   - textEncoder: Encodes the texts that the recipe has among its features; nil for hashed character n-grams.
    /// - Throws: `PreparationError` for data the recipe does not fit, and what the encoder throws.
    public init(_ recipe: Recipe, on dataset: Dataset, textEncoder: (any TextEncoder)? = nil) throws {
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
        guard recipe.data.unseenItems != .keep || (recipe.task ?? .nextItem) != .nextItem else {
            throw ConfigurationError(
                field: "data.unseenItems",
                problem: "'keep' is for ratings and clicks: no model ranks an item unseen in train")
        }
        let log = try recipe.data.prepare(dataset.log)
        // Parts that overlap leave no next item to ask for, whatever else is wrong with the recipe.
        if case .given(let rule) = recipe.split, (recipe.task ?? .nextItem) == .nextItem {
            _ = try rule.boundaries(of: log)
        }
        split = try recipe.split.split(
            log, unseenItems: recipe.data.unseenItems,
            minimumTrainingUsers: recipe.data.minimumTrainingUsers)
        switch recipe.task ?? .nextItem {
        case .nextItem: task = try NextItemTask(recipe, dataset: dataset, split: split)
        case .rating, .click:
            task = try PointwiseTask(recipe, dataset: dataset, split: split, textEncoder: textEncoder)
        }
    }

    /// What a person must know before the models are trained.
    public var notes: [String] { dataset.notes + (splitNote.map { [$0] } ?? []) + split.notes }

    private let splitNote: String?

    /// What models are built for.
    public var shape: DataShape { task.shape }

    /// What training is watched on, as the last model has it.
    /// - Throws: `EvaluationError` when it is no metric of the task.
    public var watchedMetric: Metric {
        get throws {
            try (recipe.models.last?.training ?? LearningSettings()).watchedMetric(of: recipe.task ?? .nextItem)
        }
    }

    /// Trains one model.
    /// - Parameters:
    ///   - modelRecipe: Which, and how; usually one of the recipe's.
    ///   - seed: Seeds weights, order and dropout; nil for the recipe's.
    ///   - device: Where neural models are trained.
    ///   - checkpoints: Directory to save to and resume from; nil for neither.
    ///   - observer: Told about the progress.
    ///   - trained: Models of the recipe that are trained with this seed; a blend's members among them are not trained again.
    ///   - signalToStopFor: Asked between steps for a signal to stop for; 0 to go on.
    /// - Throws: `ConfigurationError`, `TrainingError`, `FittingError`, `TorchError`.
    public func train(
        _ modelRecipe: ModelRecipe, seed: UInt64? = nil, device: Device = .cpu, checkpoints: URL? = nil,
        observer: (any TrainingObserver)? = nil, trained: [TrainedModel] = [],
        signalToStopFor: @escaping () -> Int32 = { 0 }
    ) throws -> TrainedModel {
        let seed = seed ?? recipe.seed
        let members = try members(of: modelRecipe)
        if !members.isEmpty {
            let learned = try members.enumerated().map { index, member in
                try trained.first { $0.recipe.title == member.title && ($0.seed == seed || !$0.entry.isSeeded) }
                    ?? train(
                        member, seed: seed, device: device,
                        checkpoints: checkpoints?.appendingPathComponent("member-\(index)"), observer: observer,
                        signalToStopFor: signalToStopFor)
            }
            return try blend(modelRecipe, of: learned, seed: seed, device: device)
        }
        let entry = try task.entry(named: modelRecipe.name)
        let root = SeededGenerator(seed: seed)
        var weights = root.split("weights")
        let model = try entry.makeModel(
            modelRecipe.configuration, shape: shape, generator: Generator(seed: weights.next()))
        let clock = ContinuousClock()
        let start = clock.now
        let material = try task.material(for: model.model, seed: seed)
        let learning = Learning(
            seed: seed, device: device,
            checkpoints: try checkpoints.map {
                CheckpointStore(at: $0, identity: try identity(of: modelRecipe, seed: seed))
            }, observer: observer, signalToStopFor: signalToStopFor)
        let outcome = try learning.learn(model.model, named: entry.name, from: material) { network in
            try task.makeTrainer(network, modelRecipe, seed: seed, checkpoints: learning.checkpoints)
        }
        return TrainedModel(
            recipe: modelRecipe, entry: entry, model: model, seed: seed, records: outcome.records,
            bestEpoch: outcome.bestEpoch,
            seconds: (clock.now - start) / .seconds(1), device: device, optimizerState: outcome.optimizerState)
    }

    /// Measures a model on the test part.
    public func evaluate(
        _ model: AnyModel, named name: String, progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws -> EvaluationOutcome {
        try task.measure(model, named: name, progress: progress)
    }

    /// Packs a trained model with all that is needed to use it.
    public func bundle(_ trained: TrainedModel, evaluation: Evaluation?) throws -> ModelBundle {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let provenance = Provenance(
            data: dataset.log.source, logDigest: LogDigest(of: dataset.log), split: split.description,
            seed: trained.seed,
            torchVersion: trained.model.model.usesTorch ? TorchRuntime.runtimeVersion : nil,
            device: (trained.model.model is any Fittable ? .cpu : trained.device).description,
            threads: TorchRuntime.threadCount, seconds: trained.seconds)
        return ModelBundle(
            entry: trained.entry, configuration: trained.recipe.configuration, shape: shape, model: trained.model,
            users: split.log.users, items: split.log.items, catalog: dataset.catalog,
            histories: UserHistories(
                split.historyLog, trainingEnds: split.training.ends, reads: trained.model.model.reads),
            features: task.features, provenance: provenance,
            metrics: try evaluation.map { try encoder.encode($0) }, recipe: try recipe.json())
    }

    /// Names everything that must not change between the parts of a run.
    /// - Parameter others: What else must not, by path.
    func identity(
        of modelRecipe: ModelRecipe, seed: UInt64, others: [(path: String, value: any Encodable)] = []
    ) throws -> RunIdentity {
        let source = dataset.log.source
        let columns = (source.interpretation?.columns ?? []).map { ($0.role, $0.name) }
        return try RunIdentity(
            [
                ("model.name", modelRecipe.name), ("model", modelRecipe.configuration),
                ("training", modelRecipe.training),
                ("task", recipe.task), ("features", recipe.features), ("examples", recipe.examples),
                // They choose the epoch that is kept.
                ("testExamples", recipe.testExamples), ("evaluation.averaging", recipe.evaluation.averaging),
                ("data", recipe.data),
                ("split", recipe.split),
                ("seed", seed), ("shape", shape),
                ("data.sha256", source.sha256),
                // How the file was read: the columns by name, and, for all else, what came out.
                ("data.columns", Dictionary(columns, uniquingKeysWith: { "\($0) and \($1)" })),
                ("data.values", LogDigest(of: dataset.log)),
            ] + others)
    }
}
