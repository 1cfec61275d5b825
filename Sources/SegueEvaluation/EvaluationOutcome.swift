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
}
