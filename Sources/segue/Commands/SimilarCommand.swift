import ArgumentParser
import Foundation
import SegueBundle
import SegueCore
import SegueData
import SegueModels

/// `segue similar`
struct SimilarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar", abstract: "Lists the items most like an item.",
        discussion: "By the cosine of the model's item vectors, or by the neighbors that a neighborhood model kept.")

    @Argument(help: "Folder of a model bundle.")
    var bundle: String

    @Option(parsing: .unconditional, help: "Id of the item.")
    var item: String

    @Option(help: "How many items to list.")
    var count = 10

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...100_000).contains(count) else { throw ValidationError("--count must lie in 1...100000") }
    }

    func run() throws {
        let answer = try Recommender(ModelBundle(contentsOf: URL(fileURLWithPath: bundle))).similar(
            to: item, count: count)
        if json { return try Console.json(answer) }
        if answer.isEmpty { Console.error("note: '\(item)' has no vector or no neighbors, so nothing is like it") }
        for (rank, similar) in answer.enumerated() {
            let title = similar.title.map { "  \(VisibleText.line($0))" } ?? ""
            let score = String(format: "%.4f", similar.score)
            Console.output("\(rank + 1)\t\(VisibleText.line(similar.item))\t\(score)\(title)")
        }
    }
}
