import ArgumentParser
import Foundation
import SegueEvaluation
import SegueTraining

/// `segue train`
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains one model of a recipe and writes a model bundle.",
        discussion: "Built-in recipes: \(BuiltInRecipes.names.joined(separator: ", ")).")

    @Argument(help: "A recipe file, or the name of a built-in recipe.")
    var recipe: String

    @Option(help: "Which model of the recipe, by name. (default: the last one)")
    var model: String?

    @Option(help: "Folder of the bundle to write.")
    var output: String

    @Option(help: "Folder of checkpoints and logs. (default: OUTPUT.run)")
    var runDirectory: String?

    @Flag(help: "Go on from the latest checkpoint.")
    var resume = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func run() throws {
        let device = try runtime.start()
        let recipe = try recipeOptions.recipe(self.recipe)
        guard let chosen = model.map({ name in recipe.models.first { $0.name == name } }) ?? recipe.models.last else {
            let names = recipe.models.map(\.name).joined(separator: ", ")
            throw ValidationError("the recipe has no model '\(model ?? "")'; it has \(names)")
        }
        let experiment = try Experiment(recipe, on: dataOptions.load())
        Console.notes(experiment.notes)
        let bundleURL = URL(fileURLWithPath: output)
        let runURL = URL(fileURLWithPath: runDirectory ?? output + ".run")
        let checkpoints = runURL.appendingPathComponent("checkpoints")
        if !resume, FileManager.default.fileExists(atPath: checkpoints.path) {
            try FileManager.default.removeItem(at: checkpoints)
        }
        if !quiet { Console.error("\(experiment.split.description)") }
        StopSignals.install()
        let observer = try ConsoleObserver(chosen.title, directory: runURL, isQuiet: quiet)
        let trained = try experiment.train(
            chosen, device: device, checkpoints: checkpoints, observer: observer,
            signalToStopFor: { StopSignals.pending })
        let outcome = try experiment.evaluate(trained.model, named: chosen.title)
        try experiment.bundle(trained, evaluation: outcome.evaluation).write(to: bundleURL)
        if json { return try Console.json(outcome.evaluation) }
        let comparison = try Self.comparison(trained, outcome, experiment)
        let metrics = try recipe.evaluation.evaluator().shownMetrics
        Console.output(try comparison.table(recipe.title, metrics: metrics).plainText())
        Console.error("bundle: \(bundleURL.path)")
    }

    private static func comparison(
        _ trained: TrainedModel, _ outcome: EvaluationOutcome, _ experiment: Experiment
    ) throws -> Comparison {
        var comparison = Comparison(bootstrap: try experiment.recipe.evaluation.evaluator().options.bootstrap)
        try comparison.add(trained.recipe.title, runs: [Comparison.Run(trained, outcome: outcome)])
        return comparison
    }
}
