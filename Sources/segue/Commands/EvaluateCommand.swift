import ArgumentParser
import Foundation
import SegueBundle
import SegueEvaluation
import SegueTraining

/// `segue evaluate`
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measures a model bundle on the test part of the data it was trained on.")

    @Argument(help: "Folder of a model bundle.")
    var bundle: String

    @Option(help: "Letter of the protocol: A, B, C or D.")
    var `protocol` = "D"

    @Option(help: "List length K. May be repeated.")
    var cutoff: [Int] = [20]

    @Flag(help: "Take items of the history out of the ranking.")
    var excludeSeen = false

    @Option(help: "Report users with fewer training interactions apart.")
    var coldUsers = 0

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func run() throws {
        let device = try runtime.start()
        let bundle = try ModelBundle(contentsOf: URL(fileURLWithPath: bundle), device: device)
        let dataset = try dataOptions.load()
        let split = try bundle.split(of: dataset)
        var configuration = EvaluationConfiguration()
        configuration.protocolLetter = `protocol`
        configuration.cutoffs = cutoff
        configuration.coldUserThreshold = coldUsers
        if excludeSeen { configuration.excludesSeen = true }
        let evaluator = try configuration.evaluator()
        let outcome = try evaluator.evaluate(
            bundle.model, named: bundle.entry.title, on: EvaluationSet(split, part: .test))
        if json { return try Console.json(outcome.evaluation) }
        let table = try ResultTable(
            title: bundle.entry.title, evaluations: [outcome.evaluation], metrics: evaluator.options.rankMetrics)
        Console.output(table.plainText())
        for segment in outcome.evaluation.segments {
            let values = segment.values.keys.sorted().compactMap { metric in
                segment.values[metric].map { "\(metric.title) \(ConsoleObserver.text($0, 5))" }
            }
            Console.output("\(segment.title): \(segment.events) events, \(values.joined(separator: ", "))")
        }
    }
}
