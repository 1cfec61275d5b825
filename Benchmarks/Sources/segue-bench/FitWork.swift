import ArgumentParser
import Foundation
import SegueData
import SegueExperiments
import SegueFormats

/// The fit of a model that learns without epochs, through a recipe.
struct FitWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Fits a model of a recipe that has no epochs.")

    @Option(help: "File or folder of interactions.")
    var data: String

    @Option(help: "A recipe with the model.")
    var recipe: String

    @Option(help: "The model's name, or its title.")
    var model: String

    @Option(help: "A setting laid over the recipe, as path=value; any number of them.")
    var set: [String] = []

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        let recipe = try Recipe(contentsOf: URL(fileURLWithPath: recipe), settings: set)
        guard let chosen = recipe.models.first(where: { $0.name == model || $0.title == model }) else {
            throw ValidationError("the recipe has no model \(model)")
        }
        let experiment = try Experiment(recipe, on: Dataset.load(data))
        let facts: Facts = ["ratings": Double(experiment.split.training.interactionCount)]
        try Worker.serve(worker, facts: facts) {
            try experiment.train(chosen)
        } describe: { _ in
            facts
        }
    }
}
