/// All that an evaluation yields: the summary, and the users' values behind it.
public struct EvaluationOutcome: Sendable {
    /// The result to print and to store.
    public var evaluation: Evaluation

    /// The users' values, for paired tests; as large as there are users.
    public var users: PerUserMetrics

    /// An outcome.
    public init(evaluation: Evaluation, users: PerUserMetrics) {
        self.evaluation = evaluation
        self.users = users
    }

    /// The same of a model by another name.
    public func renamed(_ model: String) -> EvaluationOutcome {
        var outcome = self
        outcome.evaluation.model = model
        return outcome
    }
}
