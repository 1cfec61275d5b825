import SegueData
import SegueModels

/// Answers "what next?" with a bundle, in the ids of the outside world.
public struct Recommender {
    /// One recommended item.
    public struct Recommendation: Codable, Sendable, Equatable {
        /// The item's id.
        public let item: String
        /// Its title; nil when the catalogue has none.
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

    /// Uses a bundle.
    public init(_ bundle: ModelBundle) { self.bundle = bundle }

    /// Recommends for a history given by ids, and for a user if there is one.
    ///
    /// Without a history, a known user's own is taken. Unknown items are left out and reported; an unknown user is scored
    /// from the history alone.
    ///
    /// - Parameters:
    ///   - history: Item ids, oldest first; nil for the user's own history.
    ///   - user: The user's id.
    ///   - count: How many items to recommend; fewer come back when the catalogue is smaller.
    ///   - excludesSeen: Whether items of the history are left out.
    /// - Throws: what the model throws.
    public func recommend(
        history: [String]? = nil, user: String? = nil, count: Int = 20, excludesSeen: Bool = false
    ) throws -> Answer {
        let index = user.flatMap { bundle.users.index(of: $0) } ?? Vocabulary.padding
        var unknown: [String] = []
        var query: SequenceQuery
        if let history {
            let known = history.compactMap { id -> Int32? in
                guard let item = bundle.items.index(of: id) else {
                    unknown.append(id)
                    return nil
                }
                return item
            }
            query = SequenceQuery(user: index, history: known)
        } else {
            query = bundle.histories.query(ofUser: index)
        }
        let seen = Array(query.items)
        var selector = TopSelector(count: min(max(0, count), bundle.items.count))
        try bundle.model.score([query]) { block in
            let scores = block[row: 0]
            if excludesSeen {
                for item in seen where Int(item) <= scores.count { scores[Int(item) - 1] = -.infinity }
            }
            selector.select(from: UnsafeBufferPointer(scores))
        }
        let recommendations = selector.selection.compactMap { scored -> Recommendation? in
            guard let id = bundle.items.id(at: scored.item) else { return nil }
            return Recommendation(item: id, title: bundle.catalog.title(of: id), score: scored.score)
        }
        return Answer(
            recommendations: recommendations, unknownItems: unknown, isKnownUser: index != Vocabulary.padding,
            history: seen.compactMap { bundle.items.id(at: $0) })
    }
}
