import ArgumentParser
import Foundation
import SegueData
import SegueEvaluation
import SegueExperiments
import Torch

/// What all reproductions of a paper's tables ask for.
struct ReproduceOptions: ParsableArguments {
    @Option(help: "A recipe file or built-in recipe. (default: by the data's name, else the paper's)")
    var recipe: String?

    @OptionGroup var comparison: ComparisonOptions

    /// The name of the recipe for some data: the one asked for, else the paper's for the data.
    func recipeName(_ paper: Reproduction, data: String) -> String { recipe ?? paper.recipeName(for: data) }

    /// The experiment of the recipe for the data; the recipe must have the model that others are tested against.
    func experiment(
        _ paper: Reproduction, reference: String, _ recipeOptions: RecipeOptions, on dataset: Dataset
    ) throws -> Experiment {
        let name = recipeName(paper, data: dataset.name)
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
