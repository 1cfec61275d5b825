import ArgumentParser
import SegueEvaluation
import SegueTraining

/// `segue compare`
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Trains and measures all models of a recipe side by side.",
        discussion: "Built-in recipes: \(BuiltInRecipes.names.joined(separator: ", ")).")

    @Argument(help: "A recipe file, or the name of a built-in recipe.")
    var recipe: String

    @Option(help: "Title of the model the others are tested against.")
    var reference: String?

    @OptionGroup var options: ComparisonOptions
    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func run() throws {
        let device = try runtime.start()
        let folder = try options.claimOutput(for: "compare")
        let experiment = try Experiment(recipeOptions.recipe(recipe), on: dataOptions.load())
        let runner = options.runner(for: experiment, device: device, directory: folder?.url, usualSeeds: 1)
        let comparison = try runner.run()
        let metrics = try experiment.recipe.evaluation.evaluator().options.rankMetrics
        let table = try comparison.table(experiment.recipe.title, metrics: metrics, reference: reference)
        try ResultFiles.write(table, comparison: comparison, experiment: experiment, to: folder?.url)
        try folder?.finish()
        if options.json { try Console.json(table) } else { Console.output(table.plainText()) }
    }
}
