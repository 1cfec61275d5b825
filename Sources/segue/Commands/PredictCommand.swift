import ArgumentParser
import Foundation
import SegueBundle
import SegueCore
import SegueFormats
import SegueText

/// `segue predict`
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Says how users rate items, or how probable it is that they take them.",
        discussion: """
            With a rating model a prediction is a rating on the scale of the data, with a click model a probability among \
            examples like those trained on, with a model that ranks a score, of which only the order for one user matters.

            A user that the model has never met is described by --history and --user-features, an item by \
            --item-features. Pairs of a file are answered in its order, as CSV, however many there are.
            """)

    /// Pairs answered together: so many that a user's are mostly among them, few enough to keep little in memory.
    private static let batchSize = 1 << 18

    @Argument(help: "Folder of a model bundle.")
    var bundle: String

    @Option(parsing: .unconditional, help: "Id of a user. (default: nobody in particular)")
    var user: String?

    @Option(parsing: .unconditionalSingleValue, help: "Id of an item. May be repeated.")
    var item: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What the user did: item ids, oldest first, separated by commas, each with its rating if the model reads ratings: "
                + "1193=5,661=3. (default: the user's own history)"))
    var history: String?

    @Option(
        help: ArgumentHelp(
            "The moment asked about, for models that read the hour, the day or how long ago something was: seconds since 1970, or a "
                + "date and time such as 2026-03-01T20:15:00Z. (default: not known)", valueName: "time"))
    var at: String?

    @Option(
        help: ArgumentHelp(
            "What is known of the user: age=25,gender=F, or a JSON object. It replaces what the bundle knows.",
            valueName: "features"))
    var userFeatures: String?

    @Option(
        help: ArgumentHelp(
            "What is known of an item that the model has never met: a JSON object such as "
                + #"'{"title": "Heat (1995)", "categories": ["Action", "Crime"]}', or name=value,…"#,
            valueName: "features"))
    var itemFeatures: String?

    @Option(
        help: ArgumentHelp(
            "A file of pairs, CSV or with tabs, with a heading that names `user`, `item` and by choice `time`, or without one. - reads standard "
                + "input."))
    var input: String?

    @Option(help: "With --input: the file to write, as CSV. (default: standard output)")
    var output: String?

    @Flag(help: "Replace the file if it is there already.")
    var overwrite = false

    @Option(
        help: ArgumentHelp(
            "Folder of the sentence model that encoded the texts of items. (default: SEGUE_TEXT_MODEL)",
            valueName: "dir"))
    var textModel: String?

    @Flag(
        help: ArgumentHelp(
            "Give probabilities among all items in place of those among the examples trained on: the odds are corrected for drawn "
                + "negatives and weights."))
    var allItems = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var runtime: RuntimeOptions

    func validate() throws {
        guard item.isEmpty != (input == nil) else {
            throw ValidationError("name items with --item, or a file of pairs with --input")
        }
        guard input == nil || (user == nil && history == nil && at == nil && userFeatures == nil && itemFeatures == nil)
        else {
            throw ValidationError("--input names its users and items itself; leave what describes them out")
        }
        guard input == nil || !json else { throw ValidationError("--input is answered as CSV; leave --json out") }
        guard output == nil || input != nil else { throw ValidationError("--output goes with --input") }
        guard itemFeatures == nil || item.count == 1 else {
            throw ValidationError("--item-features describes one item; name one with --item")
        }
    }

    func run() throws {
        let bundle = try loaded()
        guard let input else { return try answer(by: bundle) }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: self.bundle)) ?? []
        let sink = try OutputSink(
            path: output, replacing: .onlyIf(overwrite), inputs: [input] + names.map { "\(self.bundle)/\($0)" })
        var pairs = try PairFile(input)
        let predictor = try predictor(of: bundle)
        var unknown = (users: 0, items: 0, pairs: 0)
        try sink.write(Array("user,item,prediction\n".utf8))
        while true {
            let requests = try pairs.next(Self.batchSize)
            if requests.isEmpty { break }
            for answer in try predictor.predict(requests) {
                try sink.write(Self.row(answer))
                unknown.pairs += 1
                if !answer.isKnownUser { unknown.users += 1 }
                if !answer.isKnownItem { unknown.items += 1 }
            }
        }
        try sink.finish()
        Console.error(
            "\(unknown.pairs) pairs; predictions: \(predictor.meaning.rawValue)"
                + (unknown.users > 0 ? "; \(unknown.users) of unknown users" : "")
                + (unknown.items > 0 ? "; \(unknown.items) of unknown items" : ""))
    }

    private static func row(_ answer: Predictor.Answer) -> [UInt8] {
        var row: [UInt8] = []
        for field in [answer.user ?? "", answer.item] {
            let start = row.count
            row += field.utf8
            TextEscapes.quoteCSV(from: start, in: &row)
            row.append(UInt8(ascii: ","))
        }
        if let prediction = answer.prediction { row += "\(prediction)".utf8 }
        return row + [UInt8(ascii: "\n")]
    }

    private func predictor(of bundle: ModelBundle) throws -> Predictor {
        allItems ? try Predictor(correctingRatesOf: bundle) : Predictor(bundle)
    }

    private func loaded() throws -> ModelBundle {
        try ModelBundle(contentsOf: URL(fileURLWithPath: bundle), device: runtime.start())
    }

    private func answer(by bundle: ModelBundle) throws {
        let predictor = try predictor(of: bundle)
        let requests = try requests()
        let answers = try predictor.predict(requests, textEncoder: textEncoder(for: requests, bundle))
        if json { return try Console.json(answers) }
        for (request, answer) in zip(requests, answers) {
            let value = answer.prediction.map { "\($0)" } ?? ""
            let user = answer.user.map { "\(VisibleText.line($0))\t" } ?? ""
            Console.output(
                "\(user)\(VisibleText.line(answer.item))\t\(value)"
                    + (answer.isKnownItem || !request.itemFeatures.isEmpty ? "" : "\tunknown item"))
        }
        if let id = user, answers.contains(where: { !$0.isKnownUser }) {
            Console.error("note: user '\(id)' is unknown")
        }
        for event in requests[0].history ?? [] where bundle.items.index(ofWritten: event.item) == nil {
            Console.error("note: item '\(event.item)' is unknown and was left out of the history")
        }
        let isUnrated = requests[0].history?.contains { $0.rating == nil } ?? false
        if isUnrated, bundle.model.model.reads.contains(.ratings) {
            Console.error("note: the model reads ratings, and the history lacks some: give them as 1193=5")
        }
        Console.error("predictions: \(predictor.meaning.rawValue)")
    }

    private func requests() throws -> [Predictor.Request] {
        let history = try history.map { try FeatureList.history($0, option: "--history") }
        let time = try at.map { text in
            guard let second = TimeParsing.second(of: text) else {
                throw ValidationError("--at: '\(text)' is no time; give seconds since 1970, or 2026-03-01T20:15:00Z")
            }
            return second
        }
        let userFeatures = try userFeatures.map { try FeatureList.features($0, option: "--user-features") } ?? [:]
        let itemFeatures = try itemFeatures.map { try FeatureList.features($0, option: "--item-features") } ?? [:]
        return item.map {
            Predictor.Request(
                user: user, item: $0, history: history, time: time, userFeatures: userFeatures,
                itemFeatures: itemFeatures)
        }
    }

    /// The encoder that the bundle's texts were made by, where requests have texts.
    private func textEncoder(for requests: [Predictor.Request], _ bundle: ModelBundle) throws -> (any TextEncoder)? {
        let described = bundle.features?.texts.first { text in requests.contains { $0.itemFeatures[text.name] != nil } }
        guard let described else { return nil }
        if described.encoder.hasPrefix(HashedNGramEncoder.kind) {
            guard textModel == nil else {
                throw ValidationError(
                    "the texts of this bundle were encoded by \(HashedNGramEncoder.kind), without a sentence model; leave "
                        + "--text-model out")
            }
            return try HashedNGramEncoder(dimension: described.dimension)
        }
        return try TextModelFolder.named(by: textModel).map { try SentenceEncoder($0) }
    }
}
