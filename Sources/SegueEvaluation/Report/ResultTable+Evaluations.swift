extension ResultTable {
    /// A table of evaluations under one protocol.
    ///
    /// - Parameters:
    ///   - title: What the table shows.
    ///   - evaluations: One per row, all measured alike.
    ///   - metrics: One per column.
    ///   - published: Published figures by model name; a metric for which there is any gets a column for them.
    ///   - comparisons: Significance marks, from ``SignificanceTest/compare(_:with:on:)``.
    ///   - level: Level of significance, after Holm's correction.
    /// - Throws: ``EvaluationError/incomparable(problem:)`` if the evaluations followed different protocols.
    public init(
        title: String, evaluations: [Evaluation], metrics: [Metric], published: [String: [Metric: Double]] = [:],
        comparisons: [PairedComparison] = [], level: Double = 0.05
    ) throws {
        let records = evaluations.map(\.protocolRecord)
        for (evaluation, record) in zip(evaluations, records) where record != records.first {
            throw EvaluationError.incomparable(
                problem: "'\(evaluation.model)' was not measured like '\(evaluations[0].model)': \(record.text)")
        }
        let rows = evaluations.map { evaluation in
            Row(
                name: evaluation.model,
                cells: metrics.map { metric in
                    let comparison = comparisons.first { $0.model == evaluation.model && $0.metric == metric }
                    return Cell(
                        value: evaluation[metric], spread: evaluation.intervals[metric]?.halfWidth,
                        published: published[evaluation.model]?[metric],
                        significance: comparison.flatMap { Significance($0, level: level) })
                })
        }
        self.init(
            title: title, protocolText: records.first?.text ?? "", protocolRecord: records.first,
            columns: metrics.map { Column($0) }, rows: rows)
        notes = Self.notes(evaluations: evaluations, metrics: metrics, comparisons: comparisons, level: level)
    }

    private static func notes(
        evaluations: [Evaluation], metrics: [Metric], comparisons: [PairedComparison], level: Double
    ) -> [String] {
        var notes: [String] = []
        for note in evaluations.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
        if let interval = evaluations.lazy.flatMap({ $0.intervals.values }).first {
            let percent = NumberText.fixed(interval.confidence * 100, decimals: 0)
            notes.append("± half the \(percent) % confidence interval, bootstrapped over users.")
        }
        if let first = comparisons.first {
            let users = NumberText.counted(first.users, "user")
            notes.append(
                "▲ better, ▼ worse than \(first.reference): paired randomization test over "
                    + "\(users), p < \(NumberText.fixed(level, decimals: 2)) after Holm's "
                    + "correction of \(NumberText.counted(comparisons.count, "comparison")).")
        }
        if comparisons.contains(where: { $0.metric == .auc }) {
            notes.append("AUC: interval and test by DeLong's variance, with users as clusters.")
        }
        if !comparisons.isEmpty {
            notes += metrics.filter { metric in evaluations.contains { $0.intervals[metric] != nil } }
                .compactMap(SignificanceTest.reasonForNoTest)
        }
        for footnote in metrics.compactMap(\.kind.footnote) where !notes.contains(footnote) { notes.append(footnote) }
        return notes + evaluations.flatMap { segmentNotes(of: $0, metrics: metrics) }
    }

    /// A sentence per segment, so that it is told wherever the table is.
    private static func segmentNotes(of evaluation: Evaluation, metrics: [Metric]) -> [String] {
        evaluation.segments.map { segment in
            let values = metrics.compactMap { metric in
                segment.values[metric].map { "\(metric.title) \(NumberText.fixed($0, decimals: 5))" }
            }
            let counts =
                "\(NumberText.counted(segment.events, "event")) of \(NumberText.counted(segment.users, "user"))"
            let figures = values.isEmpty ? "" : ": \(values.joined(separator: ", "))"
            return "\(evaluation.model), \(segment.title), \(counts)\(figures)."
        }
    }
}

extension ResultTable.Significance {
    /// The mark that a comparison earns; nil if it is not significant, or if neither way of the metric is better.
    public init?(_ comparison: PairedComparison, level: Double = 0.05) {
        guard comparison.isSignificant(level: level), comparison.difference != 0,
            let direction = comparison.metric.kind.direction
        else { return nil }
        self = direction.isBetter(comparison.difference, than: 0) ? .better : .worse
    }
}
