/// All that an evaluation yields: the summary, and what is behind it.
public struct EvaluationOutcome: Sendable {
    /// The result to print and to store.
    public var evaluation: Evaluation

    /// The users' values, for paired tests; as large as there are users.
    public var users: PerUserMetrics

    /// The values of metrics that are no sums over users in every resample, where intervals were asked for; nil where
    /// there are no such metrics.
    public var resampled: ResampledMetrics?

    /// An outcome.
    public init(evaluation: Evaluation, users: PerUserMetrics, resampled: ResampledMetrics? = nil) {
        self.evaluation = evaluation
        self.users = users
        self.resampled = resampled
    }

    /// The same of a model by another name.
    public func renamed(_ model: String) -> EvaluationOutcome {
        var outcome = self
        outcome.evaluation.model = model
        return outcome
    }
}
