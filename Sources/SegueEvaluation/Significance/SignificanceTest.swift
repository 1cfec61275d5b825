/// Compares models with a reference on the same events: difference, bootstrap interval, paired test, Holm's correction.
public struct SignificanceTest: Codable, Sendable, Equatable {
    /// The test of each difference.
    public var test = PairedRandomizationTest()

    /// The interval of each difference.
    public var bootstrap = Bootstrap()

    /// The defaults.
    public init() {}

    /// Compares every model with the reference on every metric; all of these are one family for Holm's correction.
    ///
    /// - Parameters:
    ///   - models: The models in question.
    ///   - reference: The model that they are compared with, measured on the same events with the same options.
    ///   - metrics: Which metrics; those that do not depend on the rank, or were not measured, are left out.
    /// - Returns: A comparison per model and metric, models outermost; none where fewer than two users have events.
    /// - Throws: ``EvaluationError/incomparable(problem:)``, or an invalid option.
    public func compare(
        _ models: [EvaluationOutcome], with reference: EvaluationOutcome, on metrics: [Metric]
    ) throws -> [PairedComparison] {
        try test.validate()
        try bootstrap.validate()
        var comparisons: [PairedComparison] = []
        for model in models {
            comparisons += try compare(model, with: reference, on: metrics)
        }
        let adjusted = HolmCorrection.adjusted(comparisons.map(\.pValue))
        for index in comparisons.indices { comparisons[index].adjustedPValue = adjusted[index] }
        return comparisons
    }

    private func compare(
        _ model: EvaluationOutcome, with reference: EvaluationOutcome, on metrics: [Metric]
    ) throws -> [PairedComparison] {
        let record = model.evaluation.protocolRecord
        guard record == reference.evaluation.protocolRecord else {
            throw EvaluationError.incomparable(
                problem: "'\(model.evaluation.model)' and '\(reference.evaluation.model)' were measured by different "
                    + "protocols: \(record.text) | \(reference.evaluation.protocolRecord.text)")
        }
        let averaging = record.averaging
        let differences = try model.users.subtracting(reference.users)
        let intervals = bootstrap.intervals(for: differences, averaging: averaging)
        return metrics.compactMap { metric in
            guard let interval = intervals[metric],
                let difference = differences.mean(of: metric, averaging: averaging),
                let pValue = test.pValue(of: differences.contributions(to: metric, averaging: averaging))
            else { return nil }
            return PairedComparison(
                metric: metric, model: model.evaluation.model, reference: reference.evaluation.model,
                difference: difference, interval: interval, pValue: pValue, adjustedPValue: pValue,
                users: differences.activeRowCount)
        }
    }
}

extension PerUserMetrics {
    /// What each row with events contributes to the mean, up to a common factor.
    func contributions(to metric: Metric, averaging: Averaging) -> [Double] {
        guard let column = metrics.firstIndex(of: metric) else { return [] }
        return (0..<rowCount).filter { events[$0] > 0 }.map { row in
            let sum = sums[row * metrics.count + column]
            return averaging == .event ? sum : sum / Double(events[row])
        }
    }
}
