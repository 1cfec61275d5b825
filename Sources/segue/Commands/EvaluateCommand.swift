import ArgumentParser
import Foundation
import SegueBundle
import SegueData
import SegueEvaluation
import SegueExperiments

/// `segue evaluate`
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measures a model bundle on the test part of its data, or on new data.",
        discussion: """
            Filters, split and options are those that the bundle records, unless an option says otherwise; where they depart \
            from a published protocol, the result says in what.
            """)

    @Argument(help: "Folder of a model bundle.")
    var bundle: String

    @Option(help: "Letter of the protocol to follow: A, B, C or D. (default: as the model was measured after training)")
    var `protocol`: String?

    @Option(help: "List length K. May be repeated. (default: as after training)")
    var cutoff: [Int] = []

    @Flag(help: "Take items of the history out of the ranking.")
    var excludeSeen = false

    @Option(help: "Report users with fewer training interactions apart.")
    var coldUsers: Int?

    @Flag(
        help: ArgumentHelp(
            "Measure on data that the model was not trained on: histories are its own, unknown users are scored from them alone, unknown "
                + "items are left out and counted."))
    var newData = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var metricOptions: MetricOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func run() throws {
        let device = try runtime.start()
        let bundle = try ModelBundle(contentsOf: URL(fileURLWithPath: bundle), device: device)
        let configuration = try configuration(of: bundle)
        let (outcome, metrics) = try measure(bundle, configuration)
        if json { return try Console.json(outcome.evaluation) }
        let table = try ResultTable(
            title: bundle.entry.title, evaluations: [outcome.evaluation], metrics: metrics)
        Console.output(table.plainText())
    }

    private func measure(
        _ bundle: ModelBundle, _ configuration: EvaluationConfiguration
    ) throws -> (EvaluationOutcome, [Metric]) {
        guard case .nextItem(let model) = bundle.model else {
            guard !newData else {
                throw ValidationError(
                    "--new-data measures models that rank, and this one predicts one number; answer the pairs of new data by "
                        + "`segue predict --input`")
            }
            let task = try bundle.pointwiseTask(
                on: dataOptions.load(keepsFileRows: bundle.followsFileRows), configuration)
            return (
                try task.measure(bundle.model, named: bundle.entry.title, progress: { _, _ in }), try task.shownMetrics
            )
        }
        let evaluator = try configuration.evaluator()
        return (
            try evaluator.evaluate(model, named: bundle.entry.title, on: testSet(of: bundle)), evaluator.shownMetrics
        )
    }

    /// The events, with all that a person must know of them said.
    private func testSet(of bundle: ModelBundle) throws -> EvaluationSet {
        let dataset = try dataOptions.load(needsTraining: !newData)
        guard newData else {
            let split = try bundle.split(of: dataset)
            Console.notes(dataset.notes + split.notes)
            return try EvaluationSet(split, part: .test)
        }
        let (set, split) = try bundle.newDataSet(dataset)
        Console.notes(dataset.notes + split.notes)
        return set
    }

    /// How the model was measured after training, with the options laid over.
    private func configuration(of bundle: ModelBundle) throws -> EvaluationConfiguration {
        var configuration = try bundle.evaluationConfiguration()
        if let letter = self.protocol {
            configuration.protocolLetter = letter
            (configuration.ties, configuration.excludesSeen, configuration.averaging) = (nil, nil, nil)
        }
        if !cutoff.isEmpty { (configuration.cutoffs, configuration.metrics) = (cutoff, nil) }
        metricOptions.apply(to: &configuration)
        if let coldUsers { configuration.coldUserThreshold = coldUsers }
        if excludeSeen { configuration.excludesSeen = true }
        return configuration
    }
}
