import ArgumentParser
import Foundation
import SegueEvaluation
import SegueTraining

/// `segue compare`
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Trains and measures all models of a recipe side by side.",
        discussion: "Built-in recipes: \(BuiltInRecipes.names.joined(separator: ", ")).")

    @Argument(help: "A recipe file, or the name of a built-in recipe.")
    var recipe: String

    @Option(help: "Folder for checkpoints, logs, table and report; the same folder again resumes.")
    var output: String?

    @Option(help: "Number of seeds for models that draw random numbers.")
    var seeds = 1

    @Option(help: "Title of the model the others are tested against.")
    var reference: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func validate() throws {
        guard (1...100).contains(seeds) else { throw ValidationError("--seeds must lie in 1...100") }
    }

    func run() throws {
        let device = try runtime.start()
        let experiment = try Experiment(recipeOptions.recipe(recipe), on: dataOptions.load())
        StopSignals.install()
        let first = experiment.recipe.seed
        let runner = ComparisonRunner(
            experiment: experiment, device: device, seeds: (0..<UInt64(seeds)).map { first + $0 },
            directory: output.map { URL(fileURLWithPath: $0) }, isQuiet: quiet)
        let comparison = try runner.run()
        let metrics = try experiment.recipe.evaluation.evaluator().options.rankMetrics
        let table = try comparison.table(experiment.recipe.title, metrics: metrics, reference: reference)
        try ResultFiles.write(table, comparison: comparison, experiment: experiment, to: output)
        if json { try Console.json(table) } else { Console.output(table.plainText()) }
    }
}
