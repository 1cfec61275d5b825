extension InteractionLog {
    /// The same log with another source.
    func replacing(source: DataSource) -> InteractionLog {
        var log = InteractionLog(
            trusted: (), users: users, items: items, offsets: offsets, itemColumn: itemColumn, timeColumn: timeColumn,
            timeUnit: timeUnit, ratingColumn: ratingColumn, behaviourColumn: behaviourColumn, behaviours: behaviours,
            contextColumns: contextColumns, source: source)
        log.preparation = preparation
        return log
    }
}
