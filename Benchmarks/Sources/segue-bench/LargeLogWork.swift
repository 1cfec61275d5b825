import ArgumentParser
import Foundation
import SegueData
import SegueExperiments
import SegueFormats
import SegueModels
import SegueTraining

/// A log of a hundred million interactions, or of clicks that make as many examples, from the disk to a trained network
/// within a bound of memory.
struct LargeLogWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "large-log", abstract: "Writes a large log, or starts from one: reads, caches, splits, trains.",
        discussion: "Each call prints one line of JSON: the seconds of its parts and the peak of its memory.")

    @Option(help: "Folder for the log and its cache.")
    var folder: String

    @Option(help: "Rows to write; without it the log that is there is read.")
    var write: Int?

    @Option(help: "Users of the log to write.")
    var users = 1_000_000

    @Option(help: "Items of the log to write.")
    var items = 500_000

    @Option(help: "Steps to train.")
    var steps = 1_000

    @Option(help: "Units of the network of the next item.")
    var hidden = 100

    @Option(help: "Trains a click model of this name instead, with four drawn negatives for each event.")
    var clicks: String?

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        let url = URL(fileURLWithPath: folder)
        let log = url.appendingPathComponent("ratings.csv")
        var facts: Facts = [:]
        if let write {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            try Self.timing("write", in: &facts) {
                try LargeLog(interactions: write, users: users, items: items, order: .byTime)
                    .write(to: log, format: .commaSeparated)
            }
        } else {
            try start(log, cache: url.appendingPathComponent("cache"), facts: &facts)
        }
        facts["peakBytes"] = Self.peakMemory()
        try Worker.print(facts)
    }

    private func start(_ log: URL, cache: URL, facts: inout Facts) throws {
        let dataset = try Self.timing("load", in: &facts) {
            try Dataset.load(log.path, options: ReadOptions(cacheDirectory: cache))
        }
        (facts["interactions"], facts["users"]) = (Double(dataset.log.count), Double(dataset.log.userCount))
        facts["loadPeakBytes"] = Self.peakMemory()
        guard steps > 0 else { return }
        let nextItem = """
            title: Large log
            split: {strategy: within-sequence}
            training: {batchSize: 100, windowLength: 20, epochs: 1, objective: sampledSoftmax, negatives: {count: 2048}}
            models: [{name: standard-gru, settings: {hiddenSize: \(hidden)}}]
            """
        let click = clicks.map { name in
            """
            title: Large log of clicks
            task: click
            data: {unseenItems: keep}
            split: {strategy: global-time, train: 0.995, validation: 0}
            examples: {strategy: event-with-negatives, negatives: 4}
            training: {batchSize: 1024, epochs: 1}
            models: [{name: \(name)}]
            """
        }
        let recipe = try Recipe(yaml: click ?? nextItem, file: "large-log")
        let experiment = try Self.timing("split", in: &facts) { try Experiment(recipe, on: dataset) }
        facts["items"] = Double(experiment.shape.itemCount)
        facts["splitPeakBytes"] = Self.peakMemory()
        let counter = StepCounter()
        try Self.timing("train", in: &facts) {
            do {
                for model in recipe.models {
                    _ = try experiment.train(
                        model, observer: counter, signalToStopFor: { counter.steps < steps ? 0 : 2 })
                }
            } catch TrainingError.interrupted {
                // As wished: an epoch would take hours.
            }
        }
        (facts["steps"], facts["loss"], facts["tuples"]) = (Double(counter.steps), counter.loss, Double(counter.tuples))
        facts["examples"] = Double(counter.examples)
    }

    private static func timing<Result>(_ name: String, in facts: inout Facts, _ body: () throws -> Result) rethrows
        -> Result
    {
        let start = ContinuousClock.now
        defer { facts[name] = (ContinuousClock.now - start) / .seconds(1) }
        return try body()
    }

    /// The most memory that this process has had resident, mapped files included; 0 where the system does not tell.
    private static func peakMemory() -> Double {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
        return 1024 * (kilobytes ?? 0)
    }
}

/// Counts the steps of a training.
private final class StepCounter: TrainingObserver {
    private(set) var steps = 0
    private(set) var tuples = 0
    private(set) var examples = 0
    private(set) var loss = 0.0

    func didStep(_ progress: TrainingProgress) {
        (steps, tuples, loss) = (progress.step, progress.predictions, progress.loss)
        examples = progress.predictionsPerEpoch
    }

    func didFinish(epoch: EpochRecord) {}

    func didSaveCheckpoint(step: Int) {}
}
