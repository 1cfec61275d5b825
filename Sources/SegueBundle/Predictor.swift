import Foundation
import SegueCore
import SegueData
import SegueModels
import SegueText

/// Says what a bundle's model predicts for pairs of users and items, in the ids of the outside world.
public struct Predictor: Sendable {
    /// A question: a user, an item, and what the user did before.
    public struct Request: Sendable, Hashable {
        /// The user's id; nil for nobody in particular.
        public var user: String?
        /// The item's id.
        public var item: String
        /// What the user did, oldest first; nil for the user's own history.
        public var history: [RequestEvent]?
        /// The second asked about, since 1970 (UTC), for models that read the hour, the day or what happened how long ago; nil
        /// where it is not known.
        public var time: Int64?
        /// What is known of the user, by the name of the feature; it replaces what the bundle knows.
        public var userFeatures: [String: String]
        /// What is known of an item that the model does not know; texts are given as they are.
        public var itemFeatures: [String: String]

        /// Asks for a pair.
        public init(
            user: String? = nil, item: String, history: [RequestEvent]? = nil, time: Int64? = nil,
            userFeatures: [String: String] = [:], itemFeatures: [String: String] = [:]
        ) {
            self.user = user
            self.item = item
            self.history = history
            self.time = time
            self.userFeatures = userFeatures
            self.itemFeatures = itemFeatures
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
        /// The probability of an interaction among all items: that of the examples with the odds corrected for drawn negatives
        /// and weights.
        case correctedProbability = "corrected-probability"
        /// A score, of which only the order within one history matters.
        case score
    }

    /// The bundle in use.
    public let bundle: ModelBundle

    /// What odds are multiplied by.
    private let oddsFactor: Double?

    /// Uses a bundle.
    public init(_ bundle: ModelBundle) { (self.bundle, oddsFactor) = (bundle, nil) }

    /// Uses a bundle of clicks, with the odds of probabilities corrected for drawn negatives and weights.
    /// - Throws: ``PredictorError/nothingToCorrect(model:)`` where nothing was drawn.
    public init(correctingRatesOf bundle: ModelBundle) throws {
        guard let factor = bundle.shape.oddsFactor else {
            throw PredictorError.nothingToCorrect(model: bundle.entry.title)
        }
        (self.bundle, oddsFactor) = (bundle, factor)
    }

    /// What predictions are.
    public var meaning: Meaning {
        switch bundle.model {
        case .nextItem: .score
        case .pointwise(let model):
            model.predicts == .rating ? .rating : oddsFactor == nil ? .probability : .correctedProbability
        }
    }

    /// Answers many requests at once, in their order; each as if it stood alone.
    ///
    /// - Parameters:
    ///   - requests: The questions. Those of one user cost the least together: a history is read once.
    ///   - encoder: What encodes the texts of described items; only needed where there are any.
    /// - Throws: ``PredictorError``, `FeatureValueError` for features that the model does not have, what the model throws.
    public func predict(_ requests: [Request], textEncoder encoder: (any TextEncoder)? = nil) throws -> [Answer] {
        let values: [Float?]
        switch bundle.model {
        case .pointwise(let model):
            let questions = try DescribedRequests(
                requests, of: bundle, reads: model.reads, readsFeatures: model.readsFeatures,
                readsHistory: model.readsHistory, textEncoder: encoder)
            values = try pointwise(questions, model)
        case .nextItem(let model):
            if let request = requests.first(where: { !$0.userFeatures.isEmpty || !$0.itemFeatures.isEmpty }) {
                throw PredictorError.readsNoFeatures(
                    model: bundle.entry.title,
                    features: request.userFeatures.keys.sorted() + request.itemFeatures.keys.sorted())
            }
            values = try scores(requests, model)
        }
        return zip(requests, values).map { request, value in
            Answer(
                user: request.user, item: request.item, prediction: value,
                isKnownUser: bundle.index(ofUser: request.user) != Vocabulary.padding,
                isKnownItem: bundle.items.index(ofWritten: request.item) != nil)
        }
    }

    /// Requests whose histories have ratings and those whose histories have none are predicted apart: columns are joined
    /// only where all parts have them, and no answer may depend on the requests beside it. Users' own histories are not
    /// copied.
    private func pointwise(_ questions: DescribedRequests, _ model: any PointwiseModel) throws -> [Float?] {
        var values = [Float?](repeating: nil, count: questions.all.count)
        let groups = Dictionary(grouping: questions.all.indices) { questions.all[$0].kind }
        for indices in groups.values {
            // One user's questions side by side.
            let order = indices.sorted { (questions.all[$0].user, $0) < (questions.all[$1].user, $1) }
            let examples = questions.examples(order)
            for (index, value) in zip(order, try model.predictions(of: examples)) {
                values[index] = model.predicts.value(of: value, oddsFactor: oddsFactor ?? 1)
            }
        }
        return values
    }

    private func scores(_ requests: [Request], _ model: any NextItemModel) throws -> [Float?] {
        struct Asker: Hashable {
            var user: String?
            var history: [RequestEvent]?
        }
        var values = [Float?](repeating: nil, count: requests.count)
        var numbers: [Asker: Int] = [:]
        var queries: [NextItemQuery] = []
        // For each query the requests that its row answers.
        var asked: [[Int]] = []
        for (index, request) in requests.enumerated() {
            let asker = Asker(user: request.user, history: request.history)
            if let number = numbers[asker] {
                asked[number].append(index)
                continue
            }
            numbers[asker] = queries.count
            asked.append([index])
            let (user, history) = (bundle.index(ofUser: request.user), try bundle.history(of: request))
            // As in evaluation: nobody has learned parameters of a user that was held out.
            queries.append(
                NextItemQuery(
                    user: bundle.histories.isTrained(user) ? user : Vocabulary.padding, history: history,
                    positions: history.count..<history.count + 1))
        }
        let items = requests.map { bundle.items.index(ofWritten: $0.item) }
        try model.score(queries) { block in
            for (index, row) in block.rows.enumerated() {
                for request in asked[row.query] {
                    if let item = items[request] { values[request] = block[row: index][Int(item) - 1] }
                }
            }
        }
        return values
    }
}

/// Why a predictor has no answer.
public enum PredictorError: Error, Equatable, Sendable, CustomStringConvertible, ExitCodeProviding {
    /// Features are described to a model that reads none.
    case readsNoFeatures(model: String, features: [String])
    /// A history is given to a model for which none counts.
    case readsNoHistory(model: String)
    /// An event of a history has a rating that the scale of the data does not have.
    case ratingOutOfScale(item: String, rating: Float, scale: ClosedRange<Float>)
    /// Features are described of an item that the model knows.
    case knownItem(id: String)
    /// Rates are to be corrected of a model that learned from what happened.
    case nothingToCorrect(model: String)
    /// A text is described, and there is no encoder, or another one than in training.
    case otherTextEncoder(feature: String, expected: String, found: String?)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .readsNoFeatures(let model, let features):
            "\(model) reads no features, so that \(features.joined(separator: ", ")) would not count; leave them out"
        case .readsNoHistory(let model):
            "\(model) reads no history, so that the one given would not count; leave it out"
        case .ratingOutOfScale(let item, let rating, let scale):
            "the history rates item '\(item)' \(rating); ratings lie in \(scale.lowerBound) … \(scale.upperBound)"
        case .knownItem(let id):
            "the model knows item '\(id)' and its features; describe new items alone"
        case .nothingToCorrect(let model):
            "\(model) was trained on no drawn negatives, so that there are no rates to correct; leave --all-items out"
        case .otherTextEncoder(let feature, let expected, let found):
            "the texts '\(feature)' were encoded by \(expected), "
                + (found.map { "here is \($0)" } ?? "which is not here")
                + "; name its folder by --text-model or SEGUE_TEXT_MODEL, or leave the text out"
        }
    }

    /// 65, bad data.
    public var exitCode: Int32 { ExitCode.badData }
}
