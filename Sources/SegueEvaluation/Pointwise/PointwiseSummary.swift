/// What was measured on some rows of a set.
struct PointwiseMeasurement {
    /// The users' sums.
    var table: PerUserMetrics
    /// Metrics that are no sums over users but of which resampling users tells the spread.
    var wholes: [any WholeMetric] = []
    /// Metrics without an interval.
    var values: [Metric: Double] = [:]
    /// How much the AUC over all rows varies with the users; nil where there is none, or where users are drawn again instead.
    var auc: AUCVariance?
    /// Predicted and real clicks by bins of the probability; none for ratings.
    var reliability: [ReliabilityPoint] = []

    /// All metrics that are defined.
    func allValues(averaging: Averaging) -> [Metric: Double] {
        var all = values.merging(table.means(averaging: averaging)) { own, _ in own }
        let once = [Double](repeating: 1, count: table.rowCount)
        for whole in wholes { all[whole.metric] = whole.value(multiplicities: once) }
        if let auc { all[.auc] = auc.auc }
        return all
    }
}

/// Makes a result of what was measured: means, intervals, segments, record and notes, for every task alike.
struct PointwiseSummary {
    let set: PointwiseSet
    let options: any PointwiseOptions
    let task: EvaluationTask
    /// The steps of the evaluation itself.
    let steps: [ProtocolStep]
    /// Measures some rows.
    let measure: (_ rows: [Int32]) -> PointwiseMeasurement

    /// The result over all rows; `counts` may add what the task counts besides.
    func outcome(named name: String, notes: [String] = [], counts change: (inout EvaluationCounts) -> Void = { _ in })
        -> EvaluationOutcome
    {
        let whole = measure(Array(0..<Int32(truncatingIfNeeded: set.rowCount)))
        var counts = EvaluationCounts(
            users: whole.table.activeRowCount, events: set.rowCount, items: set.itemTrainingCounts.count)
        change(&counts)
        let values = whole.allValues(averaging: options.averaging)
        let resampled =
            whole.wholes.isEmpty ? nil : options.bootstrap?.resample(whole.wholes, users: whole.table.rowCount)
        var intervals = (options.bootstrap?.intervals(for: whole.table, averaging: options.averaging) ?? [:])
            .merging(resampled?.intervals ?? [:]) { own, _ in own }
        if let bootstrap = options.bootstrap, let auc = whole.auc {
            intervals[.auc] = auc.interval(confidence: bootstrap.confidence)
        }
        let evaluation = Evaluation(
            model: name,
            protocolRecord: ProtocolRecord(
                task: task, steps: set.steps + steps, properties: set.properties, counts: counts),
            counts: counts, values: values, intervals: intervals, segments: segments,
            notes: set.notes + self.notes(counts, values: values, intervals: intervals, measured: whole) + notes)
        return EvaluationOutcome(
            evaluation: evaluation, users: whole.table, resampled: resampled, auc: whole.auc,
            reliability: whole.reliability)
    }

    private func notes(
        _ counts: EvaluationCounts, values: [Metric: Double], intervals: [Metric: ConfidenceInterval],
        measured: PointwiseMeasurement
    ) -> [String] {
        guard counts.events > 0 else {
            return ["Nothing was tested: \(set.emptyReason ?? "there is no example")."]
        }
        guard let bootstrap = options.bootstrap else { return [] }
        if let reason = bootstrap.reasonForNoIntervals(users: counts.users) { return [reason] }
        let missing = values.keys.filter { intervals[$0] == nil && measured.values[$0] == nil }.sorted()
        guard !missing.isEmpty else { return [] }
        let titles = missing.map(\.title).joined(separator: ", ")
        return ["No interval of \(titles): undefined in some resamples of the users."]
    }

    private var segments: [EvaluationSegment] {
        let users = options.coldUserThreshold
        let items = options.coldItemThreshold
        return
            (users > 0
            ? [
                segment(.coldUsers, users) { set.userTrainingCount(of: $0) < users },
                segment(.warmUsers, users) { set.userTrainingCount(of: $0) >= users },
            ] : [])
            + (items > 0
                ? [
                    segment(.coldItems, items) { set.itemTrainingCount(of: $0) < items },
                    segment(.warmItems, items) { set.itemTrainingCount(of: $0) >= items },
                ] : [])
    }

    private func segment(
        _ kind: EvaluationSegment.Kind, _ threshold: Int, where include: (_ row: Int) -> Bool
    ) -> EvaluationSegment {
        let rows = (0..<set.rowCount).filter(include).map { Int32(truncatingIfNeeded: $0) }
        let part = measure(rows)
        return EvaluationSegment(
            kind: kind, threshold: threshold, users: part.table.activeRowCount, events: rows.count,
            values: part.allValues(averaging: options.averaging))
    }
}

extension PointwiseSet {
    /// Checks that there is one finite prediction per row.
    ///
    /// - Throws: ``EvaluationError/wrongPredictionCount(model:predictions:rows:)`` or
    ///   ``EvaluationError/predictionNotFinite(model:row:user:item:value:)``.
    func check(_ predictions: [Float], of model: String) throws {
        guard predictions.count == rowCount else {
            throw EvaluationError.wrongPredictionCount(model: model, predictions: predictions.count, rows: rowCount)
        }
        guard let row = predictions.firstIndex(where: { !$0.isFinite }) else { return }
        throw EvaluationError.predictionNotFinite(
            model: model, row: row, user: users[row], item: items[row], value: "\(predictions[row])")
    }
}
