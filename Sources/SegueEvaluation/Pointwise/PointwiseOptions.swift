/// What all evaluations of one number per example can be asked for.
protocol PointwiseOptions {
    var columns: [Metric]? { get }
    var averaging: Averaging { get }
    var coldUserThreshold: Int { get }
    var coldItemThreshold: Int { get }
    var bootstrap: Bootstrap? { get }
}

extension PointwiseOptions {
    /// Checks what is common to all tasks.
    func validate(kinds: [MetricKind], task: EvaluationTask) throws {
        guard columns?.isEmpty != true else {
            throw EvaluationError.invalidOption(field: "metrics", problem: "is empty; name at least one")
        }
        try MetricKind.require(columns ?? [], among: kinds, of: task.text)
        for (field, value) in [("coldUserThreshold", coldUserThreshold), ("coldItemThreshold", coldItemThreshold)]
        where value < 0 {
            throw EvaluationError.invalidOption(field: field, problem: "\(value) is negative; expected 0 (off) or more")
        }
        try bootstrap?.validate()
    }
}
