import SegueData
import SegueModels

/// Answers "what next?" with a bundle, in the ids of the outside world.
public struct Recommender: Sendable {
    /// A question: for a user, for a history, or for both.
    public struct Request: Sendable, Equatable {
        /// The user's id; nil for nobody in particular.
        public var user: String?
        /// What the user did, oldest first; nil for the user's own history.
        public var events: [RequestEvent]?
        /// Item ids, oldest first; nil for the user's own history.
        public var history: [String]? { events?.map(\.item) }

        /// Asks for a user, a history, or both.
        public init(user: String? = nil, history: [String]? = nil) {
            self.user = user
            events = history?.map { RequestEvent($0) }
        }

        /// Asks for a history with ratings, and for a user if there is one.
        public init(user: String? = nil, events: [RequestEvent]) {
            self.user = user
            self.events = events
        }
    }

    /// One recommended item.
    public struct Recommendation: Codable, Sendable, Equatable {
        /// The item's id.
        public let item: String
        /// Its title; nil when the catalog has none.
        public let title: String?
        /// The model's score; comparable within one answer only.
        public let score: Float
    }

    /// An answer.
    public struct Answer: Codable, Sendable, Equatable {
        /// The items, best first.
        public let recommendations: [Recommendation]
        /// Items of the history that the model does not know; they were left out.
        public let unknownItems: [String]
        /// Whether the model knows the user.
        public let isKnownUser: Bool
        /// The history the answer is based on, oldest first.
        public let history: [String]
    }

    /// The bundle in use.
    public let bundle: ModelBundle

    private let model: any NextItemModel

    /// Uses a bundle; one whose model predicts a number ranks by it.
    public init(_ bundle: ModelBundle) {
        self.bundle = bundle
        model = bundle.rankingModel
    }

    /// Recommends in two stages: this bundle picks candidates, another one puts them in order.
    /// - Parameters:
    ///   - bundle: Picks the candidates.
    ///   - stages: The two, joined.
    public init(_ bundle: ModelBundle, stages: TwoStageRanking) {
        self.bundle = bundle
        model = stages
    }

    /// Recommends for a history given by ids, and for a user if there is one.
    ///
    /// Without a history, a known user's own is taken. Unknown items are left out and reported; an unknown user is scored
    /// from the history alone.
    ///
    /// - Parameters:
    ///   - history: Item ids, oldest first; nil for the user's own history.
    ///   - user: The user's id.
    ///   - count: How many items to recommend; fewer come back when the catalog is smaller.
    ///   - excludesSeen: Whether items of the history are left out.
    /// - Throws: what the model throws.
    public func recommend(
        history: [String]? = nil, user: String? = nil, count: Int = 20, excludesSeen: Bool = false
    ) throws -> Answer {
        let request = Request(user: user, history: history)
        let answers = try recommend([request], count: count, excludesSeen: excludesSeen)
        return answers.first ?? Answer(recommendations: [], unknownItems: [], isKnownUser: false, history: [])
    }

    /// Answers many requests at once, with all threads; much faster than one after the other. Memory grows with the number
    /// of requests, so that very many of them are better asked some thousand at a time.
    ///
    /// - Parameters:
    ///   - requests: The questions.
    ///   - count: How many items to recommend to each.
    ///   - excludesSeen: Whether items of the history are left out.
    /// - Returns: One answer a request, in their order; each as ``recommend(history:user:count:excludesSeen:)``
    ///   gives it, scores up to rounding.
    /// - Throws: what the model throws.
    public func recommend(_ requests: [Request], count: Int = 20, excludesSeen: Bool = false) throws -> [Answer] {
        let questions = try requests.map(question)
        let lists = try model.topItems(for: questions.map(\.query), count: count, excludesSeen: excludesSeen)
        return zip(questions, lists).map { question, list in
            let recommendations = list.compactMap { scored -> Recommendation? in
                guard let id = bundle.items.id(at: scored.item) else { return nil }
                return Recommendation(item: id, title: bundle.catalog.title(of: id), score: scored.score)
            }
            return Answer(
                recommendations: recommendations, unknownItems: question.unknownItems,
                isKnownUser: question.isKnownUser,
                history: question.query.items.compactMap { bundle.items.id(at: $0) })
        }
    }

    private func question(
        _ request: Request
    ) throws -> (query: NextItemQuery, isKnownUser: Bool, unknownItems: [String]) {
        let written = request.user.flatMap { bundle.users.index(ofWritten: $0) } ?? Vocabulary.padding
        // As in evaluation: nobody has learned parameters of a user that was held out, but features are known.
        let isHeldOut = bundle.model.ranksByItself && !bundle.histories.isTrained(written)
        let user = isHeldOut ? Vocabulary.padding : written
        let isKnown = user != Vocabulary.padding
        guard let events = request.events else {
            var query = bundle.histories.query(ofUser: written)
            query.user = user
            return (query, isKnown, [])
        }
        var query = NextItemQuery(user: user, history: [])
        if case .pointwise(let model) = bundle.model {
            guard model.readsHistory else { throw PredictorError.readsNoHistory(model: bundle.entry.title) }
            // As in predictions: a history that is given stands in place of what was learned from the user's own.
            if model.reads.contains(.ratings) { query.user = Vocabulary.padding }
        }
        query.history = try bundle.history(of: events)
        query.positions = query.history.count..<query.history.count + 1
        return (query, isKnown, events.map(\.item).filter { bundle.items.index(ofWritten: $0) == nil })
    }
}

extension Vocabulary {
    /// The index of an id as a person wrote it: the very id, else the id without blanks at its ends.
    public func index(ofWritten id: String) -> Int32? {
        if let index = index(of: id) { return index }
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let start = id.drop(while: isBlank)
        let end = start.lastIndex { !isBlank($0) }.map { start.index(after: $0) } ?? start.startIndex
        return index(of: String(start[..<end]))
    }
}
