import Foundation
import SegueCore
import SegueData
import SegueModels

/// Says what a bundle's model predicts for pairs of users and items, in the ids of the outside world.
public struct Predictor: Sendable {
    /// A question: a user, an item, and what the user did before.
    public struct Request: Codable, Sendable, Equatable {
        /// The user's id; nil for nobody in particular.
        public var user: String?
        /// The item's id.
        public var item: String
        /// Item ids, oldest first; nil for the user's own history.
        public var history: [String]?

        /// Asks for a pair.
        public init(user: String? = nil, item: String, history: [String]? = nil) {
            self.user = user
            self.item = item
            self.history = history
        }
    }

    /// An answer.
    public struct Answer: Codable, Sendable, Equatable {
        /// The user's id.
        public let user: String?
        /// The item's id.
        public let item: String
        /// A rating, a probability or a score, as ``Predictor/meaning`` says; nil where a ranking model knows no such item.
        public let prediction: Float?
        /// Whether the model knows the user.
        public let isKnownUser: Bool
        /// Whether the model knows the item.
        public let isKnownItem: Bool
    }

    /// What predictions are.
    public enum Meaning: String, Codable, Sendable {
        /// A rating on the scale of the data.
        case rating
        /// The probability of an interaction among the examples trained on.
        case probability
        /// A score, of which only the order within one history matters.
        case score
    }

    /// The bundle in use.
    public let bundle: ModelBundle

    /// Uses a bundle.
    public init(_ bundle: ModelBundle) { self.bundle = bundle }

    /// What predictions are.
    public var meaning: Meaning {
        switch bundle.model {
        case .nextItem: .score
        case .pointwise(let model): model.predicts == .rating ? .rating : .probability
        }
    }

    /// Answers many requests at once, in their order.
    /// - Throws: what the model throws.
    public func predict(_ requests: [Request]) throws -> [Answer] {
        let values: [Float?]
        switch bundle.model {
        case .pointwise(let model): values = try pointwise(requests, model)
        case .nextItem(let model): values = try scores(requests, model)
        }
        return zip(requests, values).map { request, value in
            Answer(
                user: request.user, item: request.item, prediction: value,
                isKnownUser: user(request) != Vocabulary.padding,
                isKnownItem: bundle.items.index(ofWritten: request.item) != nil)
        }
    }

    private func user(_ request: Request) -> Int32 {
        request.user.flatMap { bundle.users.index(ofWritten: $0) } ?? Vocabulary.padding
    }

    private func history(_ request: Request) -> History {
        guard let ids = request.history else { return bundle.histories.query(ofUser: user(request)).history }
        return History(items: ids.compactMap { bundle.items.index(ofWritten: $0) })
    }

    /// Requests whose histories have ratings and those whose histories have none are predicted apart: columns are joined
    /// only where all parts have them, and no answer may depend on the requests beside it.
    private func pointwise(_ requests: [Request], _ model: any PointwiseModel) throws -> [Float?] {
        let histories = requests.map(history)
        var values = [Float?](repeating: nil, count: requests.count)
        let groups = Dictionary(grouping: requests.indices) { index -> [Bool] in
            let columns = histories[index].columns
            return histories[index].count == 0
                ? [] : [columns.ratings != nil, columns.times != nil, columns.behaviors != nil]
        }
        for indices in groups.values {
            let found = try predictions(indices.map { (requests[$0], histories[$0]) }, model)
            for (index, value) in zip(indices, found) { values[index] = value }
        }
        return values
    }

    private func predictions(
        _ questions: [(request: Request, history: History)], _ model: any PointwiseModel
    ) throws -> [Float] {
        let columns = InteractionColumns(joining: questions.map { ($0.history.columns, Array($0.history.rows)) })
        var examples = ExampleSet(
            columns: columns, events: InteractionColumns(items: []), features: bundle.features)
        var start = 0
        for (request, history) in questions {
            let user = user(request)
            examples.add(
                user: user, isTrained: bundle.histories.isTrained(user),
                item: bundle.items.index(ofWritten: request.item) ?? Vocabulary.padding,
                history: start..<start + history.count, event: -1, label: 0)
            start += history.count
        }
        return try model.predictions(of: examples).map { model.predicts.value(of: $0) }
    }

    private func scores(_ requests: [Request], _ model: any NextItemModel) throws -> [Float?] {
        var values = [Float?](repeating: nil, count: requests.count)
        let queries = requests.map { request in
            let history = history(request)
            return NextItemQuery(
                user: user(request), history: history, positions: history.count..<history.count + 1)
        }
        let items = requests.map { bundle.items.index(ofWritten: $0.item) }
        try model.score(queries) { block in
            for (index, row) in block.rows.enumerated() {
                if let item = items[row.query] { values[row.query] = block[row: index][Int(item) - 1] }
            }
        }
        return values
    }
}
