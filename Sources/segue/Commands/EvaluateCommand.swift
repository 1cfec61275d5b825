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

    @Option(help: "Report items with fewer training interactions apart.")
    var coldItems: Int?

    @Flag(
        help: ArgumentHelp(
            "Measure on data that the model was not trained on: histories are its own, unknown users are scored from them alone, unknown "
                + "items are left out and counted."))
    var newData = false

    @Option(
        help: ArgumentHelp(
            "Folder of a bundle of clicks or ratings that puts the best candidates in order: both ways are measured and compared."
        ))
    var rerank: String?

    @Option(help: "With --rerank: how many candidates. (default: 200)")
    var candidates: Int?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var metricOptions: MetricOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func validate() throws {
        guard candidates == nil || rerank != nil else { throw ValidationError("--candidates goes with --rerank") }
        guard (1...100_000).contains(candidates ?? 1) else {
            throw ValidationError("--candidates must lie in 1...100000")
        }
    }

    func run() throws {
        let device = try runtime.start()
        let bundle = try ModelBundle(contentsOf: URL(fileURLWithPath: bundle), device: device)
        let configuration = try configuration(of: bundle)
        if let rerank {
            let ranker = try ModelBundle(contentsOf: URL(fileURLWithPath: rerank), device: device)
            return try compareStages(bundle, ranker, configuration)
        }
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

    /// Measures the bundle alone and with the second stage behind it.
    private func compareStages(
        _ bundle: ModelBundle, _ ranker: ModelBundle, _ configuration: EvaluationConfiguration
    ) throws {
        let evaluator = try configuration.evaluator()
        let stages = try TwoStageRanking(
            retriever: bundle, ranker: ranker, candidateCount: candidates ?? 200,
            excludesSeen: evaluator.options.excludesSeen)
        let set = try testSet(of: bundle)
        let title = "\(bundle.entry.title), then \(ranker.entry.title)"
        let alone = try evaluator.evaluate(bundle.rankingModel, named: bundle.entry.title, on: set)
        let both = try evaluator.evaluate(stages, named: title, on: set)
        if json { return try Console.json([alone.evaluation, both.evaluation]) }
        var comparison = Comparison(bootstrap: configuration.bootstrap)
        for (name, outcome) in [(bundle.entry.title, alone), (title, both)] {
            try comparison.add(name, runs: [Comparison.Run(seed: bundle.provenance.seed, outcome: outcome)])
        }
        let table = try comparison.table(
            "Two stages, \(stages.candidateCount) candidates", metrics: evaluator.shownMetrics,
            reference: bundle.entry.title)
        Console.output(table.plainText())
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
        if let coldItems { configuration.coldItemThreshold = coldItems }
        if excludeSeen { configuration.excludesSeen = true }
        return configuration
    }
}
