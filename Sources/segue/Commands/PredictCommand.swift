import ArgumentParser
import Foundation
import SegueBundle

/// `segue predict`
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Says how users rate items, or how probable it is that they take them.",
        discussion: """
            With a rating model a prediction is a rating on the scale of the data, with a click model a probability among \
            examples like those trained on, with a model that ranks a score, of which only the order for one user matters.
            """)

    @Argument(help: "Folder of a model bundle.")
    var bundle: String

    @Option(help: "Id of a user. (default: nobody in particular)")
    var user: String?

    @Option(help: "Id of an item. May be repeated.")
    var item: [String] = []

    @Option(
        help:
            "What the user did: item ids, oldest first, separated by commas or as a JSON list. (default: the user's own history)"
    )
    var history: String?

    @Option(help: "A file of pairs, one `user<TAB>item` per line; `-` reads standard input.")
    var pairs: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var runtime: RuntimeOptions

    func validate() throws {
        guard item.isEmpty != (pairs == nil) else {
            throw ValidationError("name items with --item, or a file of pairs with --pairs")
        }
        guard pairs == nil || (user == nil && history == nil) else {
            throw ValidationError("--pairs names its users itself; leave --user and --history out")
        }
    }

    func run() throws {
        let device = try runtime.start()
        let requests = try requests()
        let bundle = try ModelBundle(contentsOf: URL(fileURLWithPath: bundle), device: device)
        let predictor = Predictor(bundle)
        let answers = try predictor.predict(requests)
        if json { return try Console.json(answers) }
        for answer in answers {
            let value = answer.prediction.map { "\($0)" } ?? ""
            let user = answer.user.map { "\($0)\t" } ?? ""
            Console.output("\(user)\(answer.item)\t\(value)\(answer.isKnownItem ? "" : "\tunknown item")")
        }
        Console.error("predictions: \(predictor.meaning.rawValue)")
    }

    private func requests() throws -> [Predictor.Request] {
        guard let pairs else {
            let history = try history.map { try Identifiers.list($0, option: "--history") }
            return item.map { Predictor.Request(user: user, item: $0, history: history) }
        }
        var file = try IdentifierFile(pairs)
        var requests: [Predictor.Request] = []
        while let line = try file.next() {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw IdentifierError(
                    location: "\(pairs): pair \(requests.count + 1)",
                    problem: "expected a user and an item with a tab between them, as in `42<TAB>1193`")
            }
            requests.append(Predictor.Request(user: String(parts[0]), item: String(parts[1])))
        }
        return requests
    }
}
