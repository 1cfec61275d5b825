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
    ///   - metrics: Which metrics; those of ``reasonForNoTest(of:)``, and those that were not measured, are left out.
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
        let intervals = try bootstrap.intervals(
            ofDifference: model.users, from: reference.users, averaging: averaging)
        return metrics.compactMap { metric in
            if metric == .auc { return aucComparison(model, with: reference, users: differences.activeRowCount) }
            let contributions = model.users.contributions(
                to: metric, differingFrom: reference.users, averaging: averaging)
            guard Self.reasonForNoTest(of: metric) == nil, let interval = intervals[metric],
                let difference = differences.mean(of: metric, averaging: averaging)
                    ?? model.users.difference(from: reference.users, in: metric, averaging: averaging),
                let pValue = test.pValue(of: contributions)
            else { return nil }
            return PairedComparison(
                metric: metric, model: model.evaluation.model, reference: reference.evaluation.model,
                difference: difference, interval: interval, pValue: pValue, adjustedPValue: pValue,
                users: differences.activeRowCount)
        }
    }

    /// DeLong's test of two AUCs over all rows; nil where their variance was not measured.
    private func aucComparison(
        _ model: EvaluationOutcome, with reference: EvaluationOutcome, users: Int
    ) -> PairedComparison? {
        guard let own = model.auc, let other = reference.auc, users > 1,
            let found = own.difference(from: other, confidence: bootstrap.confidence)
        else { return nil }
        return PairedComparison(
            metric: .auc, model: model.evaluation.model, reference: reference.evaluation.model,
            difference: own.auc - other.auc, interval: found.interval, pValue: found.pValue,
            adjustedPValue: found.pValue, users: users)
    }

    /// Why two models are not tested on a metric; nil where they can be.
    ///
    /// The test exchanges two models' parts user by user. A root of a mean is tested on the sums under the root, which is
    /// the same test: exchanging users leaves the sum of both models' squares as it is, so that the difference of the
    /// roots grows with that of the squares. A metric that is no sum has no parts to exchange: exchanging the scores of
    /// users would mix two models' scales in one ranking. The AUC over all rows has DeLong's test instead.
    public static func reasonForNoTest(of metric: Metric) -> String? {
        if metric.kind.aggregation == .ofWhole, metric != .auc {
            return "\(metric.title): no paired test, for it is no sum over users whose parts could be exchanged."
        }
        guard metric.kind.direction != nil else {
            return "\(metric.title): no paired test, for neither more nor less of it is better."
        }
        return nil
    }
}

extension PerUserMetrics {
    /// What the difference of each row with a value contributes to that of two models, up to a common factor; of roots of
    /// means to the difference of the squares.
    fileprivate func contributions(
        to metric: Metric, differingFrom other: PerUserMetrics, averaging: Averaging
    ) -> [Double] {
        guard let column = metrics.firstIndex(of: metric) else { return [] }
        let unit = metric.kind.aggregation.unit(averaging)
        return (0..<rowCount).filter { events[$0] > 0 && weight(row: $0, column: column) > 0 }.map { row in
            let sum = sums[row * metrics.count + column] - other.sums[row * metrics.count + column]
            return unit == .event ? sum : sum / weight(row: row, column: column)
        }
    }

    /// The difference of two models' values.
    fileprivate func difference(from other: PerUserMetrics, in metric: Metric, averaging: Averaging) -> Double? {
        guard let own = mean(of: metric, averaging: averaging), let value = other.mean(of: metric, averaging: averaging)
        else { return nil }
        return own - value
    }
}

/// How one model differs from another on the same events.
public struct PairedComparison: Codable, Sendable, Equatable {
    /// The metric compared.
    public let metric: Metric

    /// The model in question.
    public let model: String

    /// The model that it is compared with.
    public let reference: String

    /// The model's value less the reference's.
    public let difference: Double

    /// The interval of the difference: the bootstrap's, of an AUC over all rows DeLong's.
    public let interval: ConfidenceInterval

    /// Two-sided p-value of the paired randomization test, of an AUC over all rows DeLong's, for this comparison alone.
    public let pValue: Double

    /// The p-value after Holm's correction over all comparisons made together.
    public internal(set) var adjustedPValue: Double

    /// Number of users compared.
    public let users: Int

    /// Whether the difference is significant at a level, after correction.
    public func isSignificant(level: Double = 0.05) -> Bool { adjustedPValue < level }
}

/// Holm's step-down correction for many tests (Holm, A simple sequentially rejective multiple test procedure, 1979).
///
/// It bounds the chance of even one false discovery like Bonferroni's, needs no assumption about how the tests depend
/// on one another, and never rejects less.
public enum HolmCorrection {
    /// Adjusted p-values, in the order given: compare each with the level itself.
    public static func adjusted(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
        var adjusted = pValues
        var largest = 0.0
        for (rank, index) in order.enumerated() {
            let scaled = min(1, Double(pValues.count - rank) * pValues[index])
            largest = max(largest, scaled)
            adjusted[index] = largest
        }
        return adjusted
    }
}
