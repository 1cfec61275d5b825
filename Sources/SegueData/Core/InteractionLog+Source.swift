extension InteractionLog {
    /// The same log with another source.
    package func replacing(source: DataSource) -> InteractionLog {
        var log = InteractionLog(
            trusted: (), users: users, items: items, offsets: offsets, itemColumn: itemColumn, timeColumn: timeColumn,
            timeUnit: timeUnit, ratingColumn: ratingColumn, behaviorColumn: behaviorColumn, behaviors: behaviors,
            contextColumns: contextColumns, source: source)
        log.preparation = preparation
        return log
    }
}
