extension InteractionLog {
    /// The same log with other columns, or another source.
    package func replacing(columns: InteractionColumns? = nil, source: DataSource? = nil) -> InteractionLog {
        var log = InteractionLog(
            trusted: columns ?? self.columns, users: users, items: items, offsets: offsets,
            source: source ?? self.source)
        log.preparation = preparation
        return log
    }
}
