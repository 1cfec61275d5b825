import Foundation
import SegueEvaluation
import SegueModels
import SegueTraining
import Torch

/// Trains and measures the models of an experiment one after the other.
///
/// ```swift
/// let experiment = try Experiment(recipe, on: dataset)
/// let comparison = try ComparisonRunner(experiment: experiment, seeds: [1, 2, 3]).run()
/// print(try comparison.table(recipe.title, metrics: [.recall(at: 20)]).plainText())
/// ```
public struct ComparisonRunner {
    /// What is compared.
    public let experiment: Experiment
    /// Where neural models are trained.
    public let device: Device
    /// Seeds of models that draw random numbers; the others run once.
    public let seeds: [UInt64]
    /// Where checkpoints and logs go; nil for none.
    public let directory: URL?
    /// Is told what happens.
    public let observer: (any ComparisonObserver)?
    /// Asked between steps for a signal to stop for; 0 to go on.
    public var signalToStopFor: () -> Int32 = { 0 }
    /// Called with each model once it is trained and measured.
    public var didFinish: (TrainedModel, EvaluationOutcome) throws -> Void = { _, _ in }

    /// Prepares to compare; seeds that are not given are the recipe's alone.
    public init(
        experiment: Experiment, device: Device = .cpu, seeds: [UInt64]? = nil, directory: URL? = nil,
        observer: (any ComparisonObserver)? = nil
    ) {
        self.experiment = experiment
        self.device = device
        self.seeds = seeds ?? [experiment.recipe.seed]
        self.directory = directory
        self.observer = observer
    }

    /// Trains and measures all models with all seeds.
    /// - Throws: what training and measuring throw.
    public func run() throws -> Comparison {
        var comparison = Comparison(bootstrap: experiment.recipe.evaluation.bootstrap)
        // Blends take the models that stand before them.
        let wanted = Set(try experiment.recipe.models.flatMap { try experiment.members(of: $0).map(\.title) })
        var kept: [TrainedModel] = []
        for (model, name) in zip(experiment.recipe.models, Self.folderNames(experiment.recipe.models.map(\.title))) {
            let isRandom = try ModelCatalog.entry(named: model.name).isSeeded
            var runs: [Comparison.Run] = []
            for seed in isRandom ? seeds : Array(seeds.prefix(1)) {
                let (trained, run) = try run(model, seed: seed, folder: name, trained: kept)
                if wanted.contains(model.title) { kept.append(trained) }
                runs.append(run)
            }
            try comparison.add(model.title, runs: runs)
        }
        return comparison
    }

    private func run(
        _ model: ModelRecipe, seed: UInt64, folder: String, trained: [TrainedModel]
    ) throws -> (trained: TrainedModel, run: Comparison.Run) {
        let label = seeds.count > 1 ? "\(model.title), seed \(seed)" : model.title
        let runDirectory = directory?.appendingPathComponent("\(folder)-\(seed)")
        let trainingObserver = try observer?.willTrain(label, in: runDirectory)
        let result = try experiment.train(
            model, seed: seed, device: device, checkpoints: runDirectory?.appendingPathComponent("checkpoints"),
            observer: trainingObserver, trained: trained, signalToStopFor: signalToStopFor)
        let outcome = try experiment.evaluate(result.model, named: model.title) { done, total in
            observer?.didRank(label, completed: done, total: total)
        }
        try observer?.didFinish(label, result, outcome)
        try didFinish(result, outcome)
        return (result, Comparison.Run(result, outcome: outcome))
    }

    /// A folder's name for every title; titles that differ in signs alone get a number.
    static func folderNames(_ titles: [String]) -> [String] {
        var taken: Set<String> = []
        return titles.map { title in
            let plain = String(title.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })
            var (name, number) = (plain, 2)
            while !taken.insert(name).inserted {
                name = "\(plain)-no\(number)"
                number += 1
            }
            return name
        }
    }
}

/// Is told what a comparison does; all functions are called on the thread that runs it. A label is the model's title, with
/// its seed where there are several.
public protocol ComparisonObserver: AnyObject {
    /// A model is about to be trained; its checkpoints and logs go into the directory, if there is one.
    /// - Returns: who is told about its training; nil for nobody.
    func willTrain(_ label: String, in directory: URL?) throws -> (any TrainingObserver)?
    /// So many of all queries of the test part have been ranked.
    func didRank(_ label: String, completed: Int, total: Int)
    /// A model is trained and measured.
    func didFinish(_ label: String, _ trained: TrainedModel, _ outcome: EvaluationOutcome) throws
}
