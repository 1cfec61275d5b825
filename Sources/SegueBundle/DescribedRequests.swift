import SafeTensors
import SegueData
import SegueModels
import SegueText

/// Requests in a model's own numbers, with rows of features for what they describe.
struct DescribedRequests {
    /// What histories are rows of.
    enum Kind: Hashable {
        /// The bundle's own histories.
        case stored
        /// Histories that requests give, with ratings or without.
        case given(isRated: Bool)
    }

    /// One request.
    struct Question {
        /// Row of the features.
        var user: Int32
        /// Whose parameters count; 0 for nobody's.
        var trainedUser: Int32
        var item: Int32
        var history: History
        /// The second asked about.
        var time: Int64?
        /// Tells histories apart that requests give.
        var number: Int
        var kind: Kind
    }

    /// The requests, in their order.
    private(set) var all: [Question] = []
    /// The bundle's features with those that requests describe; nil for models that read none.
    private let features: FeatureTable?
    private let stored: InteractionColumns

    init(
        _ requests: [Predictor.Request], of bundle: ModelBundle, reads columns: HistoryColumns, readsFeatures: Bool,
        readsHistory: Bool, textEncoder: (any TextEncoder)?
    ) throws {
        var users = DescribedRows(first: bundle.users.count + 1)
        var items = DescribedRows(first: bundle.items.count + 1)
        all.reserveCapacity(requests.count)
        // Requests with one history mostly stand together.
        var latest: (events: [RequestEvent], history: History, number: Int)?
        for request in requests {
            guard readsHistory || request.history == nil else {
                throw PredictorError.readsNoHistory(model: bundle.entry.title)
            }
            let user = bundle.index(ofUser: request.user)
            var item = bundle.items.index(ofWritten: request.item) ?? Vocabulary.padding
            if !request.itemFeatures.isEmpty {
                guard item == Vocabulary.padding else { throw PredictorError.knownItem(id: request.item) }
                item = items.row(of: item, values: request.itemFeatures)
            }
            // Where histories are read, one that is given stands in place of what was learned from the user's own.
            let isLearned =
                bundle.histories.isTrained(user) && (request.history == nil || !columns.contains(.ratings))
            if let events = request.history, latest?.events != events {
                latest = (events, try bundle.history(of: request), (latest?.number ?? 0) + 1)
            }
            let given = request.history == nil ? nil : latest
            all.append(
                Question(
                    user: users.row(of: user, values: request.userFeatures),
                    trainedUser: isLearned ? user : Vocabulary.padding, item: item,
                    history: try given?.history ?? bundle.history(of: request), time: request.time,
                    number: given?.number ?? 0,
                    kind: given.map { .given(isRated: $0.history.columns.ratings != nil) } ?? .stored))
        }
        stored = bundle.histories.columns
        guard !users.subjects.isEmpty || !items.subjects.isEmpty else {
            features = bundle.features
            return
        }
        guard readsFeatures, let table = bundle.features else {
            let names = (users.subjects + items.subjects).flatMap { $0.values.keys.sorted() }
            throw PredictorError.readsNoFeatures(model: bundle.entry.title, features: names)
        }
        let described = try items.subjects.map { try $0.encodingTexts(of: table, by: textEncoder) }
        features = try table.adding(users: users.subjects, items: described)
    }

    /// Some of the requests, all of one kind, as examples; a history that several of them give stands there once.
    func examples(_ indices: [Int]) -> ExampleSet {
        let questions = indices.map { all[$0] }
        guard questions.first?.kind != .stored else {
            return Self.examples(questions, of: stored, features: features) { $0.history.rows }
        }
        var rows: [Int: Range<Int>] = [:]
        var parts: [(columns: InteractionColumns, rows: [Int])] = []
        var count = 0
        for question in questions where rows[question.number] == nil {
            let history = question.history
            rows[question.number] = count..<count + history.count
            parts.append((history.columns, Array(history.rows)))
            count += history.count
        }
        let columns = InteractionColumns(joining: parts)
        return Self.examples(questions, of: columns, features: features) { rows[$0.number] ?? 0..<0 }
    }

    private static func examples(
        _ questions: [Question], of columns: InteractionColumns, features: FeatureTable?,
        rows: (Question) -> Range<Int>
    ) -> ExampleSet {
        let times = questions.compactMap(\.time)
        let moments = InteractionColumns(
            items: [Int32](repeating: Vocabulary.padding, count: times.count), times: times, timeUnit: .seconds)
        var examples = ExampleSet(columns: columns, events: moments, features: features)
        var next = 0
        examples.reserveCapacity(questions.count)
        for question in questions {
            examples.add(
                user: question.user, trainedUser: question.trainedUser, item: question.item, history: rows(question),
                event: question.time == nil ? -1 : next, label: 0)  // without a row nothing is known of the moment
            next += question.time == nil ? 0 : 1
        }
        return examples
    }
}

/// Users or items that requests describe, each once.
private struct DescribedRows {
    private struct Key: Hashable {
        var index: Int32
        var values: [String: String]
    }

    let first: Int
    private(set) var subjects: [DescribedSubject] = []
    private var rows: [Key: Int32] = [:]

    init(first: Int) { self.first = first }

    /// The row of a subject: its own if nothing is described.
    mutating func row(of index: Int32, values: [String: String]) -> Int32 {
        guard !values.isEmpty else { return index }
        let key = Key(index: index, values: values)
        if let row = rows[key] { return row }
        let row = Int32(truncatingIfNeeded: first + subjects.count)
        rows[key] = row
        subjects.append(DescribedSubject(index: index, values: values))
        return row
    }
}

extension DescribedSubject {
    /// The same with the vectors of its texts.
    fileprivate func encodingTexts(of table: FeatureTable, by encoder: (any TextEncoder)?) throws -> DescribedSubject {
        var copy = self
        for column in table.texts {
            guard let text = values[column.name], !text.isEmpty else { continue }
            let found = encoder.map { "\($0.name) \($0.identity)" }
            guard let encoder, found == column.encoder else {
                throw PredictorError.otherTextEncoder(feature: column.name, expected: column.encoder, found: found)
            }
            copy.texts[column.name] = try encoder.encode([text]).array(of: Float.self)
        }
        return copy
    }
}

extension ModelBundle {
    /// The index of a user's id; `Vocabulary.padding` for nobody and for one that is not known.
    func index(ofUser id: String?) -> Int32 { id.flatMap { users.index(ofWritten: $0) } ?? Vocabulary.padding }

    /// What a request's user did. Unknown items are left out; ratings count where each event has one.
    ///
    /// - Throws: ``PredictorError`` for a rating that the scale of the data does not have.
    func history(of request: Predictor.Request) throws -> History {
        guard let events = request.history else { return histories.query(ofUser: index(ofUser: request.user)).history }
        return try history(of: events)
    }

    /// A history in the model's own numbers. Unknown items are left out; ratings count where each event has one.
    ///
    /// - Throws: ``PredictorError`` for a rating that the scale of the data does not have.
    func history(of events: [RequestEvent]) throws -> History {
        let known = events.compactMap { event in items.index(ofWritten: event.item).map { ($0, event.rating) } }
        for event in events {
            guard let rating = event.rating, let scale = shape.ratingRange, !scale.contains(rating) else { continue }
            throw PredictorError.ratingOutOfScale(item: event.item, rating: rating, scale: scale)
        }
        let ratings = known.compactMap(\.1)
        let columns = InteractionColumns(
            items: known.map(\.0), ratings: !known.isEmpty && ratings.count == known.count ? ratings : nil)
        return History(columns: columns, rows: 0..<known.count)
    }
}
