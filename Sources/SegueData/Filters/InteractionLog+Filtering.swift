extension InteractionLog {
    /// Applies filters one after the other.
    ///
    /// - Returns: what is left, and a report for each filter in the same order; the log's ``preparation`` ends with the
    ///   same reports.
    /// - Throws: `PreparationError` for wrong parameters, a missing column or an unknown behavior.
    public func filtered(by filters: [LogFilter]) throws -> (log: InteractionLog, reports: [FilterReport]) {
        var log = self
        var reports: [FilterReport] = []
        for filter in filters {
            try filter.rule.validate()
            let before = log
            log = try filter.rule.apply(to: before)
            let report = FilterReport(filter: filter, before: .init(of: before), after: .init(of: log))
            log.preparation = before.preparation + [.filter(report)]
            reports.append(report)
        }
        return (log, reports)
    }
}
