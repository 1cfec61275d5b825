import ArgumentParser
import Foundation
import SegueBundle
import SegueData
import SegueFormats
import SegueModels
import Torch

/// Single recommendations from a bundle on disk; the seconds are the median of several hundred calls.
struct RecommendWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recommend", abstract: "Answers one history after the other from a bundle on disk.")

    @Option(help: "The model: standard-gru or item-knn.")
    var model = "standard-gru"

    @Option(help: "Items of the catalog.")
    var items = 27_000

    @Option(help: "Units of the network.")
    var hidden = 128

    @Option(help: "Items of a history.")
    var history = 50

    @Option(help: "Calls.")
    var calls = 500

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("segue-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let bundle = folder.appendingPathComponent("bundle")
        try writeBundle(to: bundle, data: folder.appendingPathComponent("ratings.csv"))
        let recommender = Recommender(try ModelBundle(contentsOf: bundle))
        let log = recommender.bundle.histories
        let histories = (0..<calls).map { call in
            let start = call * (log.items.count - history) / max(1, calls)
            return log.items[start..<start + history].compactMap { recommender.bundle.items.id(at: $0) }
        }
        try Worker.serve(worker, facts: ["items": Double(recommender.bundle.items.count)]) {
            try histories.map { history in
                let start = ContinuousClock.now
                _ = try recommender.recommend(history: history, count: 20, excludesSeen: true)
                return (ContinuousClock.now - start) / .seconds(1)
            }.sorted()
        } describe: { seconds in
            // The work's seconds are those of one call.
            ["seconds": seconds[seconds.count / 2], "slowest": seconds.last ?? 0, "calls": Double(seconds.count)]
        }
    }

    private func writeBundle(to url: URL, data: URL) throws {
        try LargeLog(interactions: 40 * items, users: items, items: items, exponent: 0.5)
            .write(to: data, format: .commaSeparated)
        let dataset = try Dataset.load(data.path)
        let split = try SplitStrategy.leaveLastOut().split(dataset.log)
        let (entry, sizes) = (
            try ModelCatalog.nextItem(named: model),
            DataShape(itemCount: split.log.itemCount, userCount: split.log.userCount)
        )
        var configuration = entry.defaults
        if var network = configuration as? StandardGRU.Configuration {
            network.hiddenSize = hidden
            configuration = network
        }
        let made = try entry.make(configuration, shape: sizes, generator: Generator(seed: 1))
        var generator = SeededGenerator(seed: 1)
        try (made as? any NextItemModel & Fittable)?.fit(split.training, generator: &generator) { _ in }
        let provenance = Provenance(
            data: dataset.log.source, split: split.description, seed: 1, torchVersion: TorchRuntime.runtimeVersion,
            device: "cpu", threads: worker.threads, seconds: 0)
        let bundle = ModelBundle(
            entry: entry, configuration: configuration, shape: sizes, model: .nextItem(made), users: split.log.users,
            items: split.log.items,
            catalog: dataset.catalog, histories: UserHistories(split.log), provenance: provenance, metrics: nil,
            recipe: nil)
        try bundle.write(to: url)
    }
}
