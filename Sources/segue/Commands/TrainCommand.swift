import ArgumentParser
import Foundation
import SegueEvaluation
import SegueFiles
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

    @Flag(help: "Discard the checkpoints of an earlier run that did not come to its end.")
    var restart = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func validate() throws {
        guard !(resume && restart) else { throw ValidationError("--resume and --restart exclude each other") }
    }

    func run() throws {
        let device = try runtime.start()
        let bundle = try BundleOutput(claiming: output, command: "train")
        let runFolder = try RunFolder(
            claiming: URL(fileURLWithPath: runDirectory ?? bundle.url.path + ".run"), kind: "train")
        let checkpoints = runFolder.url.appendingPathComponent("checkpoints")
        if !resume { try discardCheckpoints(in: checkpoints, of: runFolder) }
        let recipe = try recipeOptions.recipe(self.recipe)
        guard let chosen = model.map({ name in recipe.models.first { $0.name == name } }) ?? recipe.models.last else {
            let names = recipe.models.map(\.name).joined(separator: ", ")
            throw ValidationError("the recipe has no model '\(model ?? "")'; it has \(names)")
        }
        let experiment = try Experiment(recipe, on: dataOptions.load())
        Console.notes(experiment.notes)
        if !quiet { Console.error("\(experiment.split.description)") }
        StopSignals.install()
        try runFolder.begin()
        let observer = try ConsoleObserver(chosen.title, directory: runFolder.url, isQuiet: quiet)
        let trained = try experiment.train(
            chosen, device: device, checkpoints: checkpoints, observer: observer,
            signalToStopFor: { StopSignals.pending })
        let outcome = try experiment.evaluate(trained.model, named: chosen.title)
        try bundle.write(experiment.bundle(trained, evaluation: outcome.evaluation))
        try runFolder.finish()
        if json { return try Console.json(outcome.evaluation) }
        let comparison = try Self.comparison(trained, outcome, experiment)
        let metrics = try recipe.evaluation.evaluator().shownMetrics
        Console.output(try comparison.table(recipe.title, metrics: metrics).plainText())
        Console.error("bundle: \(bundle.url.path)")
    }

    /// Checkpoints of a run that ended are spent; those of one that did not are hours of somebody's work.
    private func discardCheckpoints(in directory: URL, of run: RunFolder) throws {
        let store = CheckpointStore(at: directory, identity: "")
        guard store.hasCheckpoint else { return }
        guard restart || !run.holdsUnfinishedRun else {
            throw FileError.notReplaceable(
                path: directory.path,
                problem: "holds checkpoints of a run that did not come to its end; go on from them with --resume, or "
                    + "discard them with --restart")
        }
        try store.removeAll()
    }

    private static func comparison(
        _ trained: TrainedModel, _ outcome: EvaluationOutcome, _ experiment: Experiment
    ) throws -> Comparison {
        var comparison = Comparison(bootstrap: try experiment.recipe.evaluation.evaluator().options.bootstrap)
        try comparison.add(trained.recipe.title, runs: [Comparison.Run(trained, outcome: outcome)])
        return comparison
    }
}
