import ArgumentParser
import SegueEvaluation
import SegueExperiments

/// `segue compare`
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Trains and measures all models of a recipe side by side.",
        discussion: "Built-in recipes: \(BuiltInRecipes.names.joined(separator: ", ")).")

    @Argument(help: "A recipe file, or the name of a built-in recipe.")
    var recipe: String

    @Option(help: "Title (or name) of the model the others are tested against.")
    var reference: String?

    @OptionGroup var metricOptions: MetricOptions
    @OptionGroup var options: ComparisonOptions
    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func run() throws {
        let device = try runtime.start()
        let folder = try options.claimOutput(for: "compare")
        var recipe = try recipeOptions.recipe(self.recipe)
        metricOptions.apply(to: &recipe.evaluation)
        try recipe.evaluation.validate(for: recipe.task ?? .nextItem)
        let reference = try self.reference.map { try recipe.referenceTitle($0) }
        let experiment = try Experiment(
            recipe, on: dataOptions.load(keepsFileRows: recipe.followsFileRows),
            textEncoder: recipeOptions.textEncoder(for: recipe))
        Console.notes(experiment.notes)
        let runner = options.runner(for: experiment, device: device, directory: folder?.url, usualSeeds: 1)
        let comparison = try runner.run()
        let table = try comparison.table(recipe.title, metrics: experiment.task.shownMetrics, reference: reference)
        try ResultFiles.write(table, comparison: comparison, experiment: experiment, to: folder?.url)
        try folder?.finish()
        if options.json { try Console.json(table) } else { Console.output(table.plainText()) }
    }
}
