/// Measures predicted clicks: AUC over all rows, per user and per event, gAUC, and how good the probabilities are.
///
/// What is expected are **logits**, the logarithms of the odds: ranks are those of the logits, so that nothing ties that
/// the model told apart, and the log loss keeps its digits however sure the model is. A probability p is the logit
/// log(p / (1 − p)).
public struct ClickEvaluator: Sendable {
    /// What is measured and how.
    public let options: ClickOptions

    /// An evaluator.
    ///
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``.
    public init(options: ClickOptions = ClickOptions()) throws {
        try options.validate()
        self.options = options
    }

    /// The metrics that tables show: those asked for, else AUC, user AUC, gAUC, log loss, ECE and calibration.
    public var shownMetrics: [Metric] {
        options.columns ?? [.auc, .userAUC, .gauc, .logLoss, .ece, .calibration]
    }

    /// Measures a model.
    ///
    /// - Parameters:
    ///   - logits: The logit of each row, `[rows]`.
    ///   - name: The model's name in the result and in errors.
    ///   - set: The examples; labels are 1 for a click and 0 for none.
    ///   - lists: What the model puts first for users of the set, at least ``ClickOptions/listLength`` items each.
    /// - Throws: ``EvaluationError`` for logits that are not finite or not as many as rows, and for other labels.
    public func evaluate(
        _ logits: [Float], named name: String, on set: PointwiseSet, lists: [CatalogList] = []
    ) throws -> EvaluationOutcome {
        try set.check(logits, of: name)
        if let row = set.labels.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw PointwiseSet.problem(row, "the label \(set.labels[row]) is neither 0 nor 1, as those of clicks are")
        }
        let coverage = LabelCoverage(set)
        let summary = PointwiseSummary(set: set, options: options, task: .click, steps: options.steps) { rows in
            ClickMeasurer(set: set, logits: logits, options: options, rows: rows, lists: lists).measurement
        }
        return summary.outcome(named: name, notes: coverage.notes) { counts in
            counts.positives = coverage.positives
            counts.usersOfOneLabel = coverage.usersOfOneLabel
        }
    }
}

/// Which users and events have both labels, without which they have no AUC.
private struct LabelCoverage {
    let positives: Int
    let usersOfOneLabel: Int
    let notes: [String]

    init(_ set: PointwiseSet) {
        positives = set.labels.count { $0 == 1 }
        let users = Self.partsOfOneLabel(set, part: set.units.unitOfRow, count: set.units.users.count)
        usersOfOneLabel = users
        var notes: [String] = []
        if users > 0 {
            let all = NumberText.counted(set.units.users.count, "user")
            notes.append(
                "User AUC and gAUC leave out \(NumberText.grouped(users)) of \(all): they have one label only.")
        }
        if let groups = set.units.groupOfRow {
            let count = set.units.unitOfGroup.count
            let events = Self.partsOfOneLabel(set, part: groups, count: count)
            let all = NumberText.counted(count, "event")
            if events > 0 {
                notes.append("Event AUC leaves out \(NumberText.grouped(events)) of \(all): they have one label only.")
            }
        }
        self.notes = notes
    }

    /// Number of parts in which one of the labels does not occur with any weight.
    private static func partsOfOneLabel(_ set: PointwiseSet, part: [Int32], count: Int) -> Int {
        var labels = [UInt8](repeating: 0, count: count)
        for row in 0..<set.rowCount where set.weight(of: row) > 0 {
            labels[Int(part[row])] |= set.labels[row] == 1 ? 1 : 2
        }
        return labels.count { $0 != 3 }
    }
}
