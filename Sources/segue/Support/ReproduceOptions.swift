import ArgumentParser
import Foundation
import SegueData
import SegueEvaluation
import SegueTraining
import Torch

/// What all reproductions of a paper's tables ask for.
struct ReproduceOptions: ParsableArguments {
    @Option(help: "A recipe file or built-in recipe. (default: by the data's name, else the paper's)")
    var recipe: String?

    @Option(help: "Number of seeds for models that draw random numbers.")
    var seeds = 3

    @Option(help: "Folder for checkpoints, logs, tables and report; the same folder again resumes.")
    var output: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        guard (1...100).contains(seeds) else { throw ValidationError("--seeds must lie in 1...100") }
    }

    /// The name of the recipe for some data: `prefix-data` when it is built in, else `prefix-paper`.
    func recipeName(prefix: String, data: String) -> String {
        let named = "\(prefix)-\(data)"
        return recipe ?? (BuiltInRecipes.names.contains(named) ? named : "\(prefix)-paper")
    }

    /// The experiment of the recipe for the data.
    func experiment(prefix: String, _ recipeOptions: RecipeOptions, on dataset: Dataset) throws -> Experiment {
        let name = recipeName(prefix: prefix, data: dataset.name)
        let experiment = try Experiment(recipeOptions.recipe(name), on: dataset)
        if !quiet { Console.error("recipe \(name); \(experiment.split.description)") }
        return experiment
    }

    /// Runs all models of an experiment with all seeds.
    func runner(for experiment: Experiment, device: Device, directory: String?) -> ComparisonRunner {
        StopSignals.install()
        let first = experiment.recipe.seed
        return ComparisonRunner(
            experiment: experiment, device: device, seeds: (0..<UInt64(seeds)).map { first + $0 },
            directory: directory.map { URL(fileURLWithPath: $0) }, isQuiet: quiet)
    }
}

extension Comparison {
    /// For each model with several seeds a sentence with mean and standard deviation.
    func spreads(of metrics: [Metric]) -> [String] {
        entries.filter { $0.runs.count > 1 }.map { entry in
            let parts = metrics.compactMap { metric -> String? in
                guard let mean = entry.seeds.means[metric], let sd = entry.seeds.standardDeviations[metric] else {
                    return nil
                }
                return "\(metric.title) \(ConsoleObserver.text(mean, 5)) ± \(ConsoleObserver.text(sd, 5))"
            }
            return "\(entry.title), mean ± sd over \(entry.runs.count) seeds: \(parts.joined(separator: ", "))."
        }
    }
}
