import ArgumentParser
import Foundation
import SegueCore
import SegueEvaluation
import SegueExperiments
import SegueFiles
import SegueTraining

/// `segue train`
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains one model and writes a model bundle.",
        discussion: """
            `segue recipes` lists recipes and models. A model without a recipe gets settings that suit the size of the \
            data; `segue recipes show MODEL --data DATA` prints them.
            """)

    @Argument(help: "A recipe file, the name of a built-in recipe, or the name of a model.")
    var recipe: String?

    @Option(help: "Which model of the recipe, by name. (default: the last one)")
    var model: String?

    @Option(help: "Folder of the bundle to write. (default: bundles/MODEL)")
    var output: String?

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
        guard let name = recipe else { return try Self.explainChoice() }
        let device = try runtime.start()
        // Before anything is read, where the folder is known already.
        let named = try output.map(claim)
        let (recipe, data) = try recipeOptions.recipe(
            name, loading: { try dataOptions.load(keepsFileRows: $0.followsFileRows) })
        let chosen = try recipe.chosenModel(model)
        let bundle = try named ?? claim("bundles/\(chosen.name)")
        let runFolder = try RunFolder(
            claiming: BundleOutput.runFolder(for: bundle.url.path, chosen: runDirectory), kind: "train")
        let checkpoints = runFolder.url.appendingPathComponent("checkpoints")
        try prepare(checkpoints, of: runFolder)
        let experiment = try Experiment(
            recipe, on: data, textEncoder: recipeOptions.textEncoder(for: recipe))
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
        let metrics = try experiment.task.shownMetrics
        Console.output(try comparison.table(recipe.title, metrics: metrics).plainText())
        Console.error("bundle: \(bundle.url.path)")
    }

    /// Claims the bundle's folder, unless it and the run's get into each other's way.
    private func claim(_ path: String) throws -> BundleOutput {
        _ = try BundleOutput.runFolder(for: path, chosen: runDirectory)
        return try BundleOutput(claiming: path, command: "train")
    }

    /// Makes sure that there is a checkpoint to go on from, or none. Checkpoints of a run that ended are spent; those of
    /// one that did not are hours of somebody's work.
    private func prepare(_ checkpoints: URL, of run: RunFolder) throws {
        let hasCheckpoint = CheckpointStore.holdsCheckpoint(checkpoints)
        if resume {
            guard !hasCheckpoint else { return }
            return Console.error(
                "note: there is no checkpoint in \(checkpoints.path) to go on from: training begins anew")
        }
        guard hasCheckpoint else { return }
        guard restart || !run.holdsUnfinishedRun else {
            throw FileError.notReplaceable(
                path: checkpoints.path,
                problem: "holds checkpoints of a run that did not come to its end; go on from them with --resume, or "
                    + "discard them with --restart")
        }
        try CheckpointStore.removeAll(in: checkpoints)
    }

    /// Lists what can be trained, as the answer to a command line that does not say.
    static func explainChoice() throws {
        Console.error("error: say what to train, and on which --data\n\n\(try RecipeSource.listing())")
        throw ExitCode(SegueCore.ExitCode.usage)
    }

    private static func comparison(
        _ trained: TrainedModel, _ outcome: EvaluationOutcome, _ experiment: Experiment
    ) throws -> Comparison {
        var comparison = Comparison(bootstrap: experiment.recipe.evaluation.bootstrap)
        try comparison.add(trained.recipe.title, runs: [Comparison.Run(trained, outcome: outcome)])
        return comparison
    }
}
