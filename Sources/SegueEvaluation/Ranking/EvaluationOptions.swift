/// What to measure and how.
public struct EvaluationOptions: Codable, Sendable, Equatable {
    /// List lengths K, each at least 1; rank K itself counts. Default: 5, 10, 20.
    public var cutoffs: [Int] = [5, 10, 20]

    /// The metrics that tables show, in this order; their cutoffs are measured too. nil: see
    /// ``RankingEvaluator/shownMetrics``.
    public var columns: [Metric]?

    /// What a target that ties with other items gets; see ``TiePolicy`` for why the expectation is the default.
    public var ties: TiePolicy = .expected

    /// Whether items of the history are taken out of the ranking; off by default, as in protocols C and D.
    ///
    /// A filtered system can never show an item twice. So with the filter on, a target that its history already
    /// contains is a **miss**: it is not spared by the filter, for that would tell the ranking which seen item is the
    /// answer. Such events are counted in ``EvaluationCounts/repeatedTargets``; where they are many, do not filter.
    public var excludesSeen = false

    /// Over what means are taken. Default: over events.
    public var averaging: Averaging = .event

    /// Users with fewer training interactions are "cold" and reported apart; 0 turns this off. An unknown user has
    /// none.
    public var coldUserThreshold = 0

    /// Target items with fewer training interactions are "cold" and reported apart; 0 turns this off.
    public var coldItemThreshold = 0

    /// Whether coverage and popularity of the lists are measured too; they need a top-K selection of every row.
    public var measuresLists = true

    /// Confidence intervals to compute, or nil for none.
    public var bootstrap: Bootstrap?

    /// The defaults.
    public init() {}

    /// Checks every field.
    ///
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``.
    public func validate() throws {
        guard columns?.isEmpty != true else {
            throw EvaluationError.invalidOption(
                field: "metrics", problem: "is empty; name at least one, such as recall@20")
        }
        try MetricKind.require(columns ?? [], among: MetricKind.ranking, of: "ranking")
        guard !cutoffs.isEmpty else {
            throw EvaluationError.invalidOption(field: "cutoffs", problem: "is empty; give list lengths such as 10, 20")
        }
        for cutoff in cutoffs where cutoff < 1 {
            throw EvaluationError.invalidOption(
                field: "cutoffs", problem: "\(cutoff) is no list length; expected 1 or more")
        }
        for (field, value) in [("coldUserThreshold", coldUserThreshold), ("coldItemThreshold", coldItemThreshold)]
        where value < 0 {
            throw EvaluationError.invalidOption(field: field, problem: "\(value) is negative; expected 0 (off) or more")
        }
        try bootstrap?.validate()
    }

    /// The metrics that depend on the target's rank, for every cutoff, in table order.
    public var rankMetrics: [Metric] {
        let kinds = MetricKind.ranking.filter(\.dependsOnRank)
        return kinds.flatMap { kind in measuredCutoffs.map { Metric(kind, at: $0) } }
    }

    /// All list lengths that are measured, rising: the cutoffs and those of the columns.
    public var measuredCutoffs: [Int] { Set(cutoffs + (columns ?? []).compactMap(\.cutoff)).sorted() }
}
