import ArgumentParser
import Foundation
import SegueModels

/// One epoch of item2vec over a text file with one user a line, items as numbers separated by spaces.
struct Item2VecWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "item2vec", abstract: "Trains item vectors for one epoch.")

    @Option(help: "The sequences: one user a line, items from 1 separated by spaces.")
    var data: String

    @Option(help: "Length of the vectors.")
    var dimensions = 20

    @Option(help: "Places between the items of a pair at most; all pairs if not given.")
    var window: Int?

    @Option(help: "Pairs an item and epoch, about; without a window.")
    var contexts: Int?

    @Option(help: "Noise items a pair.")
    var negatives = 5

    @Option(help: "Share of all interactions above which an item is sometimes left out, by word2vec's rule.")
    var threshold = 1e-3

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        let histories = try Self.read(data)
        var configuration = Item2Vec.Configuration()
        configuration.dimension = dimensions
        configuration.window = window
        configuration.contextsPerItem = contexts
        configuration.negatives = negatives
        configuration.subsamplingRule = .word2vec
        configuration.subsamplingThreshold = threshold
        configuration.threads = worker.threads
        configuration.epochs = 1
        let prepared = try Item2Vec(configuration: configuration, histories: histories)
        try Worker.serve(worker, facts: ["items": Double(histories.itemCount), "words": Double(histories.items.count)])
        {
            var model = prepared
            return try model.trainEpoch()
        } describe: { report in
            ["pairs": Double(report?.pairCount ?? 0), "positiveError": report?.positiveError ?? 0]
        }
    }

    private static func read(_ path: String) throws -> ItemHistories {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var (offsets, items): ([Int], [Int32]) = ([0], [])
        for line in text.split(separator: "\n") {
            for word in line.split(separator: " ") {
                guard let item = Int32(word) else { throw ValidationError("\(path): '\(word)' is no item") }
                items.append(item)
            }
            offsets.append(items.count)
        }
        return try ItemHistories(itemCount: Int(items.max() ?? 0), offsets: offsets, items: items)
    }
}
