import ArgumentParser
import Foundation
import SegueModels

/// item2vec over a text file with one user a line, items as numbers separated by spaces.
struct Item2VecWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "item2vec", abstract: "Trains item vectors.")

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

    @Option(help: "Train so many epochs at once.")
    var epochs = 1

    @Option(help: "Write the vectors there after the work: 32-bit floats, item 1 first.")
    var vectors: String?

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
        configuration.epochs = epochs
        let prepared = try Item2Vec(configuration: configuration, histories: histories)
        try Worker.serve(worker, facts: ["items": Double(histories.itemCount), "words": Double(histories.items.count)])
        {
            var model = prepared
            var pairs = 0
            try model.train { _, report in pairs += report.pairCount }
            return (model.state.vectors, pairs)
        } describe: { learned, pairs in
            if let vectors {
                let bytes = learned.withUnsafeBytes { Data($0) }
                try bytes.write(to: URL(fileURLWithPath: vectors))
            }
            return ["pairs": Double(pairs)]
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
