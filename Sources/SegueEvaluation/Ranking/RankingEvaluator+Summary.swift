import SegueData

extension RankingEvaluator {
    /// Averages ranks into a result.
    func summarize(_ collector: RankCollector, name: String, set: EvaluationSet) -> EvaluationOutcome {
        let units = EvaluationUnits(set)
        let tables = UserTables(collector.ranks, units: units, set: set, options: options)
        let counts = EvaluationCounts(
            users: tables.all.activeRowCount, events: tables.all.eventCount,
            unseenTargets: set.unseenTargetCount, repeatedTargets: collector.repeatedCount,
            items: set.itemCount)
        var values = tables.all.means(averaging: options.averaging)
        if let lists = collector.lists { values.merge(lists.values) { rank, _ in rank } }
        let evaluation = Evaluation(
            model: name,
            protocolRecord: ProtocolRecord(of: set, options: options, counts: counts, asked: namedProtocol),
            counts: counts,
            values: values,
            intervals: options.bootstrap?.intervals(for: tables.all, averaging: options.averaging) ?? [:],
            segments: userSegments(tables.all, set: set) + itemSegments(tables),
            notes: notes(on: counts, set: set))
        return EvaluationOutcome(evaluation: evaluation, users: tables.all)
    }

    private func notes(on counts: EvaluationCounts, set: EvaluationSet) -> [String] {
        guard counts.events > 0 else {
            return ["Nothing was tested: \(set.emptyReason ?? "there is no event")."]
        }
        return options.bootstrap.flatMap { $0.reasonForNoIntervals(users: counts.users) }.map { [$0] } ?? []
    }

    private func userSegments(_ table: PerUserMetrics, set: EvaluationSet) -> [EvaluationSegment] {
        guard options.coldUserThreshold > 0 else { return [] }
        let isCold = table.users.map { set.trainingCount(ofUser: $0) < options.coldUserThreshold }
        return [
            segment(.coldUsers, threshold: options.coldUserThreshold, table: table) { isCold[$0] },
            segment(.warmUsers, threshold: options.coldUserThreshold, table: table) { !isCold[$0] },
        ]
    }

    private func itemSegments(_ tables: UserTables) -> [EvaluationSegment] {
        guard let cold = tables.coldItems, let warm = tables.warmItems else { return [] }
        return [
            segment(.coldItems, threshold: options.coldItemThreshold, table: cold) { _ in true },
            segment(.warmItems, threshold: options.coldItemThreshold, table: warm) { _ in true },
        ]
    }

    private func segment(
        _ kind: EvaluationSegment.Kind, threshold: Int, table: PerUserMetrics, where include: (Int) -> Bool
    ) -> EvaluationSegment {
        let rows = (0..<table.rowCount).filter { table.events[$0] > 0 && include($0) }
        return EvaluationSegment(
            kind: kind, threshold: threshold, users: rows.count, events: rows.reduce(0) { $0 + table.events[$1] },
            values: table.means(averaging: options.averaging, where: include))
    }
}
