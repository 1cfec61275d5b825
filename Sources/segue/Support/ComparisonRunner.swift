import Foundation
import SegueEvaluation
import SegueModels
import SegueRunLog
import SegueTraining
import Torch

/// Trains and measures the models of an experiment one after the other, with something to watch meanwhile.
struct ComparisonRunner {
    let experiment: Experiment
    let device: Device
    /// Seeds of models that draw random numbers; the others run once.
    let seeds: [UInt64]
    /// Where checkpoints and logs go; nil for none.
    let directory: URL?
    let isQuiet: Bool
    /// Called with each model once it is trained and measured.
    var didFinish: (TrainedModel, EvaluationOutcome) throws -> Void = { _, _ in }

    func run() throws -> Comparison {
        var comparison = Comparison(bootstrap: try experiment.recipe.evaluation.evaluator().options.bootstrap)
        for (model, name) in zip(experiment.recipe.models, Self.folderNames(experiment.recipe.models.map(\.title))) {
            let isRandom = try ModelCatalog.entry(named: model.name).isSeeded
            var runs: [Comparison.Run] = []
            for seed in isRandom ? seeds : Array(seeds.prefix(1)) {
                runs.append(try run(model, seed: seed, folder: name))
            }
            try comparison.add(model.title, runs: runs)
        }
        return comparison
    }

    private func run(_ model: ModelRecipe, seed: UInt64, folder: String) throws -> Comparison.Run {
        let label = seeds.count > 1 ? "\(model.title), seed \(seed)" : model.title
        let place = directory?.appendingPathComponent("\(folder)-\(seed)")
        let observer = try ConsoleObserver(label, directory: place, isQuiet: isQuiet)
        let trained = try experiment.train(
            model, seed: seed, device: device, checkpoints: place?.appendingPathComponent("checkpoints"),
            observer: observer, signalToStopFor: { StopSignals.pending })
        var line = ProgressLine()
        let outcome = try experiment.evaluate(trained.model, named: model.title) { done, total in
            if !isQuiet { line.update(.init(label: "\(label): ranking", completed: done, total: total)) }
        }
        line.clear()
        try didFinish(trained, outcome)
        if !isQuiet {
            let text = try experiment.recipe.evaluation.evaluator().shownMetrics.compactMap { metric in
                outcome.evaluation[metric].map { "\(metric.title) \(ConsoleObserver.text($0, 5))" }
            }
            Console.error(
                "\(label): \(text.joined(separator: ", ")) after \(ConsoleObserver.text(trained.seconds, 1)) s")
        }
        return Comparison.Run(trained, outcome: outcome)
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
