import SafeTensors
import SegueCore
import SegueData
import SegueModels

/// Two-stage recommendation: a first bundle's model picks candidates from the catalog, a second one's, which predicts a number
/// per item, puts these in order.
///
/// Candidates stand first, by what the second model predicts for them; all other items follow in the order of the first. Users
/// and items are matched by their ids: an item that the second bundle does not know is predicted as an unknown one. What the
/// second model reads of a history beside items and times (kinds, ratings) comes from its own bundle where that holds the
/// same history of the user.
public final class TwoStageRanking: NextItemModel, @unchecked Sendable {
    /// Items of the first bundle's catalog.
    public let itemCount: Int
    /// How many items the second model puts in order.
    public let candidateCount: Int
    private let retriever: any NextItemModel
    private let ranker: ModelBundle
    private let model: any PointwiseModel
    private let excludesSeen: Bool
    /// For each item of the first bundle, from 1, its index in the second; 0 for none.
    private let items: [Int32]
    private let users: [Int32]

    /// Joins two bundles.
    /// - Parameters:
    ///   - retriever: Picks the candidates.
    ///   - ranker: Puts them in order.
    ///   - candidateCount: How many there are, at least 1.
    ///   - excludesSeen: Whether items of the history are no candidates.
    /// - Throws: ``TwoStageError`` for a second bundle whose model ranks by itself, or that knows none of the items.
    public init(
        retriever: ModelBundle, ranker: ModelBundle, candidateCount: Int = 200, excludesSeen: Bool = false
    ) throws {
        guard case .pointwise(let model) = ranker.model else { throw TwoStageError.ranksByItself(ranker.entry.title) }
        self.retriever = retriever.rankingModel
        self.ranker = ranker
        self.model = model
        self.candidateCount = max(1, candidateCount)
        self.excludesSeen = excludesSeen
        itemCount = retriever.items.count
        items = [0] + retriever.items.ids.map { ranker.items.index(of: $0) ?? Vocabulary.padding }
        users = [0] + retriever.users.ids.map { ranker.users.index(of: $0) ?? Vocabulary.padding }
        guard items.contains(where: { $0 != Vocabulary.padding }) else { throw TwoStageError.noCommonItem }
    }

    /// What both read.
    public var reads: HistoryColumns { retriever.reads.union(model.reads) }

    /// Scores of the first model, with the candidates' replaced by predictions that stand above all others.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        var selector = TopSelector(count: min(candidateCount, itemCount))
        try retriever.score(queries) { block in
            for index in block.rows.indices {
                let place = block.rows[index]
                try rank(block[row: index], queries[place.query], place.position, &selector)
            }
            try consume(block)
        }
    }

    private func rank(
        _ row: UnsafeMutableBufferPointer<Float>, _ query: NextItemQuery, _ position: Int, _ selector: inout TopSelector
    ) throws {
        var first = Array(row)
        if excludesSeen {
            for item in query.items.prefix(position) where item >= 1 && Int(item) <= itemCount {
                first[Int(item) - 1] = -.infinity
            }
        }
        first.withUnsafeBufferPointer { selector.select(from: $0) }
        if let item = selector.itemWithoutNumber { throw ModelStateError.scoreIsNotANumber(item: item) }
        let candidates = selector.selection.map(\.item)
        let predictions = try model.predictions(of: questions(query, position, candidates))
        guard let least = predictions.min() else { return }
        for item in candidates { row[Int(item) - 1] = -.infinity }
        // All others keep their order below the candidates.
        let most = row.max() ?? 0
        for column in row.indices { row[column] = least - 1 + (row[column] - most) }
        for (item, prediction) in zip(candidates, predictions) { row[Int(item) - 1] = prediction }
    }

    private func questions(_ query: NextItemQuery, _ position: Int, _ candidates: [Int32]) -> ExampleSet {
        let user = users.indices.contains(Int(query.user)) ? users[Int(query.user)] : Vocabulary.padding
        let history = history(query, position, user: user)
        let times = query.times
        let moment = times.flatMap { position < $0.count ? $0[$0.startIndex + position] : nil } ?? query.time
        let event = InteractionColumns(
            items: [Vocabulary.padding], times: moment.map { [$0] }, timeUnit: query.timeUnit)
        var examples = ExampleSet(columns: history.columns, events: event, features: ranker.features)
        examples.reserveCapacity(candidates.count)
        for item in candidates {
            examples.add(
                user: user, isTrained: ranker.histories.isTrained(user), item: items[Int(item)], history: history.rows,
                event: 0, label: 0)
        }
        return examples
    }

    /// The history in the second bundle's terms; its own where it holds the same one.
    private func history(_ query: NextItemQuery, _ position: Int, user: Int32) -> History {
        let mapped = query.history.prefix(position).mappingItems { item in
            items.indices.contains(Int(item)) ? items[Int(item)] : Vocabulary.padding
        }
        let own = ranker.histories.query(ofUser: user).history.prefix(position)
        if own.count == position, own.items.elementsEqual(mapped.items) { return own }
        let columns = mapped.columns
        guard columns.behaviors != nil, columns.behaviorNames != ranker.shape.behaviors else { return mapped }
        let known = InteractionColumns(
            items: columns.items, times: columns.times, timeUnit: columns.timeUnit, ratings: columns.ratings)
        return History(columns: known, rows: mapped.rows)
    }

    /// None: both bundles have theirs.
    /// - Throws: Always, for what is joined is not saved.
    public func state() throws -> [String: HostTensor] { throw TwoStageError.holdsNoState }

    /// None.
    /// - Throws: Always.
    public func load(state: [String: HostTensor]) throws { throw TwoStageError.holdsNoState }
}

/// Why two bundles cannot be joined.
public enum TwoStageError: Error, Equatable, Sendable, CustomStringConvertible, ExitCodeProviding {
    /// The second model ranks the catalog by itself.
    case ranksByItself(String)
    /// The two know no item in common.
    case noCommonItem
    /// The pair is not saved; its bundles are.
    case holdsNoState

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .ranksByItself(let title):
            "\(title) ranks the catalog by itself; the second stage takes a model of clicks or ratings"
        case .noCommonItem: "the two bundles have no item in common; train them on the same items"
        case .holdsNoState: "two stages have no state of their own; save the two bundles"
        }
    }

    /// 65, bad data.
    public var exitCode: Int32 { ExitCode.badData }
}
