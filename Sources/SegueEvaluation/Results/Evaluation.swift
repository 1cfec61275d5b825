/// The result of evaluating one model: small, and stored as it is in a bundle's `metrics.json`.
public struct Evaluation: Codable, Sendable, Equatable {
    /// The model's name.
    public var model: String

    /// How this was measured; a number without it is worth nothing.
    public var protocolRecord: ProtocolRecord

    /// On how many events.
    public var counts: EvaluationCounts

    /// The values; a metric that is undefined, as all are when there is no event, has no entry.
    public var values: [Metric: Double]

    /// Confidence intervals, if they were asked for.
    public var intervals: [Metric: ConfidenceInterval]

    /// Cold and warm users and items, if these were to be told apart.
    public var segments: [EvaluationSegment]

    /// What a reader must know of these numbers, such as why there are no intervals.
    public var notes: [String]

    private enum CodingKeys: String, CodingKey {
        case model, counts, values, intervals, segments, notes
        case protocolRecord = "protocolDescription"
    }

    /// A result.
    public init(
        model: String, protocolRecord: ProtocolRecord, counts: EvaluationCounts, values: [Metric: Double],
        intervals: [Metric: ConfidenceInterval] = [:], segments: [EvaluationSegment] = [], notes: [String] = []
    ) {
        self.model = model
        self.protocolRecord = protocolRecord
        self.counts = counts
        self.values = values
        self.intervals = intervals
        self.segments = segments
        self.notes = notes
    }

    /// The value of a metric; nil where it is undefined or was not measured.
    public subscript(metric: Metric) -> Double? { values[metric] }

    /// Recall in the first `cutoff` ranks.
    public func recall(at cutoff: Int) -> Double? { self[.recall(at: cutoff)] }

    /// Mean reciprocal rank in the first `cutoff` ranks.
    public func mrr(at cutoff: Int) -> Double? { self[.mrr(at: cutoff)] }

    /// Normalized discounted cumulative gain in the first `cutoff` ranks.
    public func ndcg(at cutoff: Int) -> Double? { self[.ndcg(at: cutoff)] }

    /// Hit rate in the first `cutoff` ranks.
    public func hitRate(at cutoff: Int) -> Double? { self[.hitRate(at: cutoff)] }
}
