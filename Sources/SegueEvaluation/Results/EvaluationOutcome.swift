/// All that an evaluation yields: the summary, and what is behind it.
public struct EvaluationOutcome: Sendable {
    /// The result to print and to store.
    public var evaluation: Evaluation

    /// The users' values, for paired tests; as large as there are users.
    public var users: PerUserMetrics

    /// The values of metrics that are no sums over users in every resample, where intervals were asked for; nil where
    /// there are no such metrics.
    public var resampled: ResampledMetrics?

    /// How much the AUC over all rows varies with the users; nil where it was not measured, or its users are drawn again.
    public var auc: AUCVariance?

    /// Predicted and real clicks by bins of the probability; none for other tasks. Of several runs those of the first.
    public var reliability: [ReliabilityPoint]

    /// An outcome.
    public init(
        evaluation: Evaluation, users: PerUserMetrics, resampled: ResampledMetrics? = nil, auc: AUCVariance? = nil,
        reliability: [ReliabilityPoint] = []
    ) {
        self.evaluation = evaluation
        self.users = users
        self.resampled = resampled
        self.auc = auc
        self.reliability = reliability
    }

    /// The same of a model by another name.
    public func renamed(_ model: String) -> EvaluationOutcome {
        var outcome = self
        outcome.evaluation.model = model
        return outcome
    }
}

extension EvaluationOutcome {
    /// The mean of several runs of one model on the same events, one per seed.
    ///
    /// Each user's values are averaged over the runs first, so the paired test and the intervals are over users, as for
    /// a single run; the spread over seeds is another matter, see ``SeedSummary``. Counts are the first run's, and
    /// segments are averaged. The interval of a root of a mean is that of the root over all runs' events together, which exceeds
    /// the mean of the roots by about their variance over twice the root.
    ///
    /// - Parameters:
    ///   - runs: At least one.
    ///   - bootstrap: How to compute intervals of the means, or nil for none.
    /// - Throws: ``EvaluationError/incomparable(problem:)`` if there is no run, or if they differ in protocol or
    ///   events.
    public static func mean(of runs: [EvaluationOutcome], bootstrap: Bootstrap? = nil) throws -> EvaluationOutcome {
        let users = try PerUserMetrics.mean(of: runs.map(\.users))
        guard var evaluation = runs.first?.evaluation,
            runs.allSatisfy({ $0.evaluation.protocolRecord == evaluation.protocolRecord })
        else {
            throw EvaluationError.incomparable(problem: "the runs were measured by different protocols")
        }
        evaluation.values = SeedSummary(runs.map(\.evaluation)).means
        let drawn = runs.compactMap(\.resampled)
        let resampled = drawn.count == runs.count ? ResampledMetrics.mean(of: drawn) : nil
        evaluation.intervals =
            bootstrap?.intervals(for: users, averaging: evaluation.protocolRecord.averaging) ?? [:]
        if let resampled, resampled.bootstrap == bootstrap {
            evaluation.intervals.merge(resampled.intervals) { own, _ in own }
        }
        let variances = runs.compactMap(\.auc)
        let auc = variances.count == runs.count ? AUCVariance.mean(of: variances) : nil
        if let bootstrap, let auc { evaluation.intervals[.auc] = auc.interval(confidence: bootstrap.confidence) }
        evaluation.segments = EvaluationSegment.mean(of: runs.map(\.evaluation.segments))
        return EvaluationOutcome(
            evaluation: evaluation, users: users, resampled: resampled, auc: auc,
            reliability: runs.first?.reliability ?? [])
    }
}
