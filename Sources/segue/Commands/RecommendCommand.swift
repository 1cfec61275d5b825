import ArgumentParser
import Foundation
import SegueBundle
import SegueData

/// `segue recommend`
struct RecommendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recommend", abstract: "Recommends what comes next for a user or for a history.")

    @Argument(help: "Folder of a model bundle.")
    var bundle: String

    @Option(help: "Item ids, oldest first, separated by commas: for users the model has never seen.")
    var history: String?

    @Option(help: "Id of a user; with no --history, the one the model was trained with is used.")
    var user: String?

    @Option(help: "How many items to recommend.")
    var count = 20

    @Flag(help: "Leave out items of the history.")
    var excludeSeen = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var runtime: RuntimeOptions

    func validate() throws {
        guard history != nil || user != nil else { throw ValidationError("give --history, --user, or both") }
        guard (1...100_000).contains(count) else { throw ValidationError("--count must lie in 1...100000") }
    }

    func run() throws {
        let bundle = try ModelBundle(contentsOf: URL(fileURLWithPath: bundle), device: runtime.start())
        let items = history?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let answer = try Recommender(bundle).recommend(
            history: items, user: user, count: count, excludesSeen: excludeSeen)
        for item in answer.unknownItems { Console.error("note: item '\(item)' is unknown and was left out") }
        if let user, !answer.isKnownUser {
            let basis = items == nil ? "; the recommendations are those for an empty history" : ""
            Console.error("note: user '\(user)' is unknown\(basis)")
        }
        if json { return try Console.json(answer) }
        for (rank, recommendation) in answer.recommendations.enumerated() {
            let title = recommendation.title.map { "  \($0)" } ?? ""
            Console.output("\(rank + 1)\t\(recommendation.item)\(title)")
        }
    }
}
