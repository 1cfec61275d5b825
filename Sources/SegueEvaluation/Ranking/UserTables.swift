import SegueData

/// The users' values over all events, and over those with cold and with warm targets where these are told apart.
struct UserTables {
    private(set) var all: PerUserMetrics
    private(set) var coldItems: PerUserMetrics?
    private(set) var warmItems: PerUserMetrics?

    /// Sums up the ranks of all events in their order.
    init(_ ranks: [TargetRank?], units: EvaluationUnits, set: EvaluationSet, options: EvaluationOptions) {
        let metrics = options.rankMetrics
        let tables = metrics.map { GainTable($0, itemCount: set.itemCount, ties: options.ties) }
        let empty = PerUserMetrics(metrics: metrics, users: units.users)
        all = empty
        if options.coldItemThreshold > 0 {
            coldItems = empty
            warmItems = empty
        }
        for (index, query) in set.queries.enumerated() {
            let row = units.rowOfQuery[index]
            for (event, position) in zip(set.eventOffsets[index]..., query.positions) {
                guard let rank = ranks[event] else { continue }
                all.add(rank, row: row, tables: tables)
                guard options.coldItemThreshold > 0 else { continue }
                let column = Int(set.target(of: query, at: position)) - 1
                if set.itemTrainingCounts[column] < options.coldItemThreshold {
                    coldItems?.add(rank, row: row, tables: tables)
                } else {
                    warmItems?.add(rank, row: row, tables: tables)
                }
            }
        }
        for (row, misses) in units.countedMisses {
            all.addMisses(misses, row: row)
            coldItems?.addMisses(misses, row: row)
        }
    }
}
