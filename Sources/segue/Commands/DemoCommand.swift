import ArgumentParser
import Foundation
import SegueBundle
import SegueData
import SegueEvaluation
import SegueExperiments
import SegueFiles
import SegueModels

/// `segue demo`
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Trains, compares and recommends in a few minutes.",
        discussion: """
            Data: --data or SEGUE_DATA's ml-latest-small if given, else an earlier download, else a download from its \
            publisher, else a made-up world of films.
            """)

    @Option(help: "File, folder or name of a data set.")
    var data: String?

    @Flag(help: "Download nothing.")
    var offline = false

    @Option(help: "HTML report to write.")
    var report = "segue-demo.html"

    @Option(help: "Folder of the model bundle to write.")
    var output = "bundles/demo"

    @Flag(help: "Show no progress.")
    var quiet = false

    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var runtime: RuntimeOptions

    func run() throws {
        let device = try runtime.start()
        let bundle = try BundleOutput(claiming: output, command: "demo")
        let replacement = FileOutput.Replacement.marked(HTMLReport.generatorMark)
        _ = try FileOutput(report, replacing: replacement)
        let dataset = try DemoData(path: data, isOffline: offline).load()
        let experiment = try Experiment(recipeOptions.recipe("demo"), on: dataset)
        Console.error("\(dataset.name): \(experiment.split.description)")
        Console.notes(experiment.notes)
        StopSignals.install()
        var last: TrainedModel?
        var runner = ComparisonRunner(
            experiment: experiment, device: device, observer: ConsoleComparison(experiment, isQuiet: quiet))
        runner.signalToStopFor = { StopSignals.pending }
        runner.didFinish = { trained, outcome in
            last = trained
            if !trained.records.isEmpty {
                try bundle.write(experiment.bundle(trained, evaluation: outcome.evaluation))
            }
        }
        let comparison = try runner.run()
        guard let last else { return }
        let metrics = [Metric.recall(at: 20), .mrr(at: 20), .ndcg(at: 20)]
        let table = try comparison.table(
            experiment.recipe.title + " on " + dataset.name, metrics: metrics,
            reference: comparison.entries.dropLast().last?.title)
        Console.output(table.plainText())
        guard case .nextItem(let recommending) = last.model else { return }
        let examples = try RecommendationExamples(experiment: experiment, model: recommending).make()
        for example in examples { Console.output(example.plainText) }
        let html = try ResultFiles.report([table], comparison: comparison, experiment: experiment, examples: examples)
            .html()
        let sink = try OutputSink(path: report, replacing: replacement)
        try sink.write(Array(html.utf8))
        try sink.finish()
        bundle.release()
        Console.output("report: \(report)")
        Console.output("bundle: \(output)   (try: segue recommend \(output) --user \(examples.first?.user ?? "1"))")
    }
}
