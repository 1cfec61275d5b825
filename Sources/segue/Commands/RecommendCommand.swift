import ArgumentParser
import Foundation
import SegueBundle

/// `segue recommend`
struct RecommendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recommend", abstract: "Recommends what comes next for a history, for a user, or for many users.",
        discussion: """
            Items of the history are recommended again unless --exclude-seen leaves them out. Blanks at the ends of an id \
            are ignored unless the data has them. Of many users, those that the model does not know get the \
            recommendations for an empty history; they are counted on standard error.
            """)

    /// Requests answered together: enough for all cores, few enough to keep little in memory.
    private static let batchSize = 2048

    @Argument(help: "Folder of a model bundle.")
    var bundle: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            #"Item ids, oldest first, separated by commas, or a JSON array: --history '["a,b", "c"]'. Where the model reads "#
                + "ratings, =RATING may stand behind an id."))
    var history: String?

    @Option(parsing: .unconditionalSingleValue, help: "An item of the history; repeat it for more, oldest first.")
    var item: [String] = []

    @Option(help: "File of the history: one id a line, or a JSON array. - reads standard input.")
    var historyFile: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: "Id of a user; with no history, all that the bundle holds of the user is used. May be repeated.")
    var user: [String] = []

    @Option(help: "File of users: one id a line, or a JSON array. - reads standard input.")
    var users: String?

    @Flag(help: "Recommend for every user of the bundle.")
    var allUsers = false

    @Option(help: "How many items to recommend.")
    var count = 20

    @Flag(help: "Leave out items of the history.")
    var excludeSeen = false

    @Option(help: "Folder of a bundle of clicks or ratings that puts the best candidates in order.")
    var rerank: String?

    @Option(help: "With --rerank: how many candidates. (default: 200)")
    var candidates: Int?

    @Option(help: "text, json (one answer), jsonl (an answer a line) or csv (an item a row).")
    var outputFormat: AnswerFormat?

    @Flag(help: "Print JSON: short for --output-format json.")
    var json = false

    @Option(help: "File to write. - is standard output.")
    var output: String?

    @Flag(help: "Replace the file if it is there already.")
    var overwrite = false

    @OptionGroup var runtime: RuntimeOptions

    func validate() throws {
        let histories = [history != nil, !item.isEmpty, historyFile != nil].count { $0 }
        let users = [!user.isEmpty, users != nil, allUsers].count { $0 }
        guard histories > 0 || users > 0 else {
            throw ValidationError("give a history (--history, --item, --history-file), a user (--user) or users")
        }
        guard histories <= 1 else { throw ValidationError("give only one of --history, --item and --history-file") }
        guard users <= 1 else { throw ValidationError("give only one of --user, --users and --all-users") }
        guard histories == 0 || users == 0 || user.count == 1 else {
            throw ValidationError("a history goes with one --user at most")
        }
        guard !json || outputFormat == nil || outputFormat == .json else {
            throw ValidationError("--json contradicts --output-format")
        }
        guard format != .json || (self.users == nil && !allUsers && user.count <= 1) else {
            throw ValidationError("json is one answer; for many users take --output-format jsonl or csv")
        }
        guard candidates == nil || rerank != nil else { throw ValidationError("--candidates goes with --rerank") }
        guard (1...100_000).contains(candidates ?? 1) else {
            throw ValidationError("--candidates must lie in 1...100000")
        }
        guard (1...100_000).contains(count) else { throw ValidationError("--count must lie in 1...100000") }
    }

    /// The files that are read.
    private var inputs: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: bundle)) ?? []
        return [historyFile, users].compactMap { $0 } + names.map { "\(bundle)/\($0)" }
    }

    func run() throws {
        let sink = try OutputSink(path: output, replacing: .onlyIf(overwrite), inputs: inputs)
        let bundle = try ModelBundle(contentsOf: URL(fileURLWithPath: bundle), device: runtime.start())
        let recommender = try recommender(bundle)
        if case .pointwise(let model) = bundle.model, model.predicts == .rating {
            Console.error(
                "note: items are ranked by predicted rating, which says what would be liked once chosen and not what will "
                    + "be chosen: a model of the next item recommends better")
        }
        var requests = try requests(bundle)
        var unknown = UnknownUsers()
        try sink.write(format.header)
        while true {
            let batch = try requests.next(Self.batchSize)
            if batch.isEmpty { break }
            let answers = try recommender.recommend(batch, count: count, excludesSeen: excludeSeen)
            for (request, answer) in zip(batch, answers) {
                if requests.isSingle { explain(answer, to: request) } else { unknown.count(answer, to: request) }
                try sink.write(format.bytes(of: answer, to: request, isSingle: requests.isSingle))
            }
        }
        try sink.finish()
        if let note = unknown.note { Console.error(note) }
    }

    /// Answers by the bundle alone, or in two stages.
    private func recommender(_ bundle: ModelBundle) throws -> Recommender {
        guard let rerank else { return Recommender(bundle) }
        let ranker = try ModelBundle(contentsOf: URL(fileURLWithPath: rerank), device: runtime.start())
        return Recommender(
            bundle,
            stages: try TwoStageRanking(
                retriever: bundle, ranker: ranker, candidateCount: candidates ?? 200, excludesSeen: excludeSeen))
    }

    private var format: AnswerFormat { outputFormat ?? (json ? .json : .text) }

    private func requests(_ bundle: ModelBundle) throws -> RequestSource {
        // Only where ratings count does `id=5` stand for one, for an id may end like that.
        if let history, bundle.model.model.reads.contains(.ratings) {
            return RequestSource(
                .init(user: user.first, events: try FeatureList.history(history, option: "--history")))
        }
        var items: [String]?
        if let history { items = try Identifiers.list(history, option: "--history") }
        if !item.isEmpty { items = item }
        if let historyFile {
            var file = try IdentifierFile(historyFile)
            items = try file.all()
        }
        if let items { return RequestSource(.init(user: user.first, history: items)) }
        if let users { return RequestSource(file: try IdentifierFile(users)) }
        return allUsers ? RequestSource(allUsersOf: bundle) : RequestSource(users: user)
    }

    private func explain(_ answer: Recommender.Answer, to request: Recommender.Request) {
        for item in answer.unknownItems { Console.error("note: item '\(item)' is unknown and was left out") }
        guard let user = request.user, !answer.isKnownUser else { return }
        let basis = request.history == nil ? "; the recommendations are those for an empty history" : ""
        Console.error("note: user '\(user)' is unknown\(basis)")
    }
}

/// Users of a long list that the model does not know.
private struct UnknownUsers {
    private var total = 0
    private var unknown = 0
    private var first: [String] = []

    mutating func count(_ answer: Recommender.Answer, to request: Recommender.Request) {
        total += 1
        guard !answer.isKnownUser else { return }
        unknown += 1
        if first.count < 5, let user = request.user { first.append("'\(user)'") }
    }

    /// What to tell of them; nil when there were none.
    var note: String? {
        guard unknown > 0 else { return nil }
        let names = first.joined(separator: ", ") + (unknown > first.count ? ", …" : "")
        return "note: \(unknown) of \(total) users are unknown (\(names)): theirs are the recommendations for an empty "
            + "history"
    }
}
