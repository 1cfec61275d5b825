import SafeTensors
import SegueData

/// Ranks the catalog by what a pointwise model predicts for every item: for re-ranking, and for recommending with one.
public final class PointwiseRanking: NextItemModel, @unchecked Sendable {
    /// Number of items.
    public let itemCount: Int
    private let model: any PointwiseModel
    private let features: FeatureTable?
    private let isTrained: @Sendable (Int32) -> Bool

    /// Wraps a model.
    /// - Parameters:
    ///   - model: What predicts.
    ///   - itemCount: Items of the catalog.
    ///   - features: The fields that it reads.
    ///   - isTrained: Whether a user has train interactions.
    public init(
        _ model: any PointwiseModel, itemCount: Int, features: FeatureTable?,
        isTrained: @escaping @Sendable (Int32) -> Bool = { _ in true }
    ) {
        self.model = model
        self.itemCount = itemCount
        self.features = features
        self.isTrained = isTrained
    }

    /// What the model reads.
    public var reads: HistoryColumns { model.reads }

    /// Predicts each item at each position.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        let writer = try ScoreBlockWriter(itemCount: itemCount, queries: queries)
        for (index, query) in queries.enumerated() {
            for position in query.positions {
                let row = try writer.row(query: index, position: position, consume: consume)
                var examples = ExampleSet(
                    columns: query.history.columns, events: InteractionColumns(items: []), features: features)
                examples.reserveCapacity(itemCount)
                let start = query.history.rows.lowerBound
                for item in 0..<itemCount {
                    // No row of the events: nothing is known of the moment.
                    examples.add(
                        user: query.user, isTrained: isTrained(query.user), item: Int32(truncatingIfNeeded: item + 1),
                        history: start..<start + position, event: -1, label: 0)
                }
                try model.predict(examples, rows: 0..<itemCount, into: row)
            }
        }
        try writer.flush(consume)
    }

    /// The model's state.
    public func state() throws -> [String: HostTensor] { try model.state() }

    /// Hands a state to the model.
    public func load(state: [String: HostTensor]) throws { try model.load(state: state) }
}
