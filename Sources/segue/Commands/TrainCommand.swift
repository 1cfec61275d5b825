import ArgumentParser
import Foundation
import SegueCore
import SegueEvaluation
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

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func run() throws {
        guard let name = recipe else { return try Self.explainChoice() }
        let device = try runtime.start()
        let (recipe, data) = try recipeOptions.recipe(name, loading: dataOptions.load)
        guard let chosen = model.map({ name in recipe.models.first { $0.name == name } }) ?? recipe.models.last else {
            let names = recipe.models.map(\.name).joined(separator: ", ")
            throw ValidationError("the recipe has no model '\(model ?? "")'; it has \(names)")
        }
        let experiment = try Experiment(recipe, on: data)
        let output = output ?? "bundles/\(chosen.name)"
        let bundleURL = URL(fileURLWithPath: output)
        let runURL = URL(fileURLWithPath: runDirectory ?? output + ".run")
        let checkpoints = runURL.appendingPathComponent("checkpoints")
        if !resume, FileManager.default.fileExists(atPath: checkpoints.path) {
            try FileManager.default.removeItem(at: checkpoints)
        }
        if resume, !FileManager.default.fileExists(atPath: checkpoints.path) {
            Console.error("note: there is no checkpoint in \(checkpoints.path) to go on from: training begins anew")
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
        let metrics = try recipe.evaluation.evaluator().options.rankMetrics
        Console.output(try comparison.table(recipe.title, metrics: metrics).plainText())
        Console.error("bundle: \(bundleURL.path)")
    }

    /// Lists what can be trained, as the answer to a command line that does not say.
    static func explainChoice() throws {
        Console.error("error: say what to train, and on which --data\n\n\(try RecipeSource.listing())")
        throw ExitCode(SegueCore.ExitCode.usage)
    }

    private static func comparison(
        _ trained: TrainedModel, _ outcome: EvaluationOutcome, _ experiment: Experiment
    ) throws -> Comparison {
        var comparison = Comparison(bootstrap: try experiment.recipe.evaluation.evaluator().options.bootstrap)
        try comparison.add(trained.recipe.title, runs: [Comparison.Run(trained, outcome: outcome)])
        return comparison
    }
}
