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

    @OptionGroup var comparison: ComparisonOptions

    /// The name of the recipe for some data: `prefix-data` when it is built in, else `prefix-paper`.
    func recipeName(prefix: String, data: String) -> String {
        let named = "\(prefix)-\(data)"
        return recipe ?? (BuiltInRecipes.names.contains(named) ? named : "\(prefix)-paper")
    }

    /// The experiment of the recipe for the data; the recipe must have the model that others are tested against.
    func experiment(
        prefix: String, reference: String, _ recipeOptions: RecipeOptions, on dataset: Dataset
    ) throws -> Experiment {
        let name = recipeName(prefix: prefix, data: dataset.name)
        let recipe = try recipeOptions.recipe(name)
        _ = try recipe.referenceTitle(reference)
        let experiment = try Experiment(recipe, on: dataset)
        Console.notes(experiment.notes)
        if !comparison.quiet { Console.error("recipe \(name); \(experiment.split.description)") }
        return experiment
    }

    /// Runs all models of an experiment with all seeds.
    func runner(for experiment: Experiment, device: Device, directory: URL?) -> ComparisonRunner {
        comparison.runner(for: experiment, device: device, directory: directory, usualSeeds: 3)
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
