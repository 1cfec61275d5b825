import SegueData
import SegueModels

/// Measures next-item models by ranking the whole catalog at every test event.
///
/// Scores are consumed block by block as the model yields them: nothing of size users × items or events × items is ever
/// held, only a rank per event (8 bytes) and a few numbers per user. Ranks are turned into metrics at the end and in the
/// order of the events, so that a result does not depend on how a model groups its blocks, to the last bit.
public struct RankingEvaluator: Sendable {
    /// What is measured and how.
    public let options: EvaluationOptions

    /// The protocol that is meant to be followed; nil for none in particular.
    public let namedProtocol: EvaluationProtocol?

    /// An evaluator with free options.
    ///
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``.
    public init(options: EvaluationOptions = EvaluationOptions()) throws {
        try self.init(options: options, namedProtocol: nil)
    }

    /// An evaluator that follows a named protocol; where the set or `options` depart from it, the record says so.
    ///
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``.
    public init(_ namedProtocol: EvaluationProtocol, options: EvaluationOptions? = nil) throws {
        try self.init(options: options ?? namedProtocol.options, namedProtocol: namedProtocol)
    }

    /// The metrics that tables show: those asked for, else recall, MRR and NDCG at every cutoff.
    ///
    /// With one target per event recall and hit rate are one number: it is shown once, by the name that the followed
    /// protocol uses.
    public var shownMetrics: [Metric] {
        if let columns = options.columns { return columns }
        let found = namedProtocol?.metrics.contains { $0.kind == .hitRate } == true ? MetricKind.hitRate : .recall
        return [found, .mrr, .ndcg].flatMap { kind in options.measuredCutoffs.map { Metric(kind, at: $0) } }
    }

    private init(options: EvaluationOptions, namedProtocol: EvaluationProtocol?) throws {
        try options.validate()
        self.options = options
        self.namedProtocol = namedProtocol
    }

    /// Ranks the target of every event and averages.
    ///
    /// - Parameters:
    ///   - model: The model; its scores are overwritten where seen items are filtered.
    ///   - name: The model's name in the result and in errors.
    ///   - set: The events.
    ///   - progress: Called after every block with the events done and to do; an error that it throws ends the
    ///     evaluation and is passed on.
    /// - Throws: ``EvaluationError`` for scores that cannot be ranked, and whatever the model or `progress` throws.
    public func evaluate(
        _ model: any NextItemModel, named name: String, on set: EvaluationSet,
        progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws -> EvaluationOutcome {
        guard model.itemCount == set.itemCount else {
            throw EvaluationError.itemCountMismatch(
                model: name, modelItemCount: model.itemCount, setItemCount: set.itemCount)
        }
        var collector = RankCollector(model: name, set: set, options: options)
        if set.eventCount > 0 {
            try model.score(set.queries) { block in
                try collector.consume(block)
                try progress(collector.rankedCount, set.eventCount)
            }
        }
        try collector.finish()
        return summarize(collector, name: name, set: set)
    }
}
