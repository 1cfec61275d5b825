import Foundation
import SegueCore
import SegueEvaluation
import SegueModels
import SegueTraining
import Torch

/// Trains trials of one model of a recipe. The test part is never looked at.
public struct TrialTraining {
    /// The recipe as it was written.
    public let text: RecipeText
    /// The recipe on its data.
    public let experiment: Experiment
    /// The model that is tuned, with the settings that the recipe gives it.
    public let model: ModelRecipe
    /// Where networks are trained.
    public let device: Device
    /// The folder of the search; each trial has one in it.
    public let folder: URL
    /// What is made best.
    public let metric: Metric
    /// Asked between steps for a signal to stop for; 0 to go on.
    public var signalToStopFor: () -> Int32 = { 0 }

    /// Prepares trials.
    /// - Throws: ``StudyError/noRanges(recipe:)``, `EvaluationError` for a metric that is none of the task's,
    ///   `ConfigurationError` for a blend.
    public init(
        _ text: RecipeText, experiment: Experiment, model: ModelRecipe, device: Device = .cpu, folder: URL
    ) throws {
        guard !(experiment.recipe.tune?.ranges ?? [:]).isEmpty else { throw StudyError.noRanges(recipe: text.file) }
        guard !(model.configuration is any BlendSettings) else {
            throw ConfigurationError(
                field: "model.name",
                problem: "'\(model.name)' learns its weights on the validation part, which can then not judge it; "
                    + "tune its members")
        }
        self.text = text
        self.experiment = experiment
        self.model = model
        self.device = device
        self.folder = folder
        var training = model.training
        training.validationMetric = experiment.recipe.tune?.metric ?? training.validationMetric
        metric = try training.watchedMetric(of: experiment.recipe.task ?? .nextItem)
    }

    /// How settings are searched.
    public var settings: TuningSettings { experiment.recipe.tune ?? TuningSettings() }

    /// An empty search over the recipe's ranges.
    public func study(trialCount: Int) throws -> Study {
        let isTrained = try ModelCatalog.entry(named: model.name).isTrained
        return Study(
            SearchSpace(settings.ranges), settings: settings, direction: metric.kind.direction ?? .higher,
            maximumEpochs: isTrained ? model.training.epochs : 1, trialCount: trialCount, seed: experiment.recipe.seed)
    }

    /// All that must not change between the parts of a search; the number of trials may.
    public func identity() throws -> RunIdentity {
        try experiment.identity(
            of: model, seed: experiment.recipe.seed,
            others: [
                ("tune", settings), ("tune.epochs", model.training.epochs), ("tune.metric", metric),
                ("evaluation.excludesSeen", experiment.recipe.evaluation.excludesSeen),
            ])
    }

    /// The folder of a trial.
    public func folder(of number: Int) -> URL {
        folder.appendingPathComponent("trials").appendingPathComponent("\(number)")
    }

    /// Trains a trial as far as it is to go, from its newest checkpoint on.
    ///
    /// Settings that do not go together, and losses that are no longer numbers, are results; all else is thrown.
    /// - Throws: ``StudyError/interrupted(signal:)``, and what training throws.
    public func run(_ job: TrialJob, observer: (any TrainingObserver)? = nil) throws -> TrialResult {
        let clock = ContinuousClock()
        let start = clock.now
        let checkpoints = folder(of: job.number).appendingPathComponent("checkpoints")
        func failed(_ error: any Error) throws -> TrialResult {
            try CheckpointStore.removeAll(in: checkpoints)
            return TrialResult(job, failure: "\(error)", seconds: (clock.now - start) / .seconds(1))
        }
        do {
            let recipe = try trialRecipe(job)
            let trained = try experiment.train(
                recipe, device: device, checkpoints: checkpoints, observer: observer, signalToStopFor: signalToStopFor)
            let value =
                trained.records.isEmpty
                ? try experiment.task.validationValue(of: metric, trained.model, named: recipe.title) : nil
            let isDone = trained.records.count < job.epochs || job.epochs >= model.training.epochs
            if isDone { try CheckpointStore.removeAll(in: checkpoints) }
            return TrialResult(
                job, records: trained.records, value: value, seconds: (clock.now - start) / .seconds(1))
        } catch TrainingError.interrupted(let signal, _) {
            throw StudyError.interrupted(signal: signal)
        } catch let error as TrainingError {
            guard case .notANumber = error else { throw error }
            return try failed(error)
        } catch let error as ConfigurationError {
            return try failed(error)
        } catch let error as RecipeError {
            return try failed(error)
        } catch let error as TorchError where error.isOutOfMemory {
            return try failed(error)
        }
    }

    /// The model with a trial's settings.
    private func trialRecipe(_ job: TrialJob) throws -> ModelRecipe {
        let recipe = try text.recipe(values: job.values, location: "trial \(job.number)")
        guard let own = recipe.models.first(where: { $0.title == model.title }) else {
            throw ConfigurationError(field: "models", problem: "there is no model '\(model.title)' any more")
        }
        var training = own.training
        (training.epochs, training.validationMetric) = (job.epochs, metric)
        return ModelRecipe(name: own.name, title: own.title, configuration: own.configuration, training: training)
    }
}
