extension InteractionLog {
    /// Applies filters one after the other.
    ///
    /// - Returns: what is left, and a report for each filter in the same order.
    /// - Throws: `PreparationError` for wrong parameters, a missing column or an unknown behaviour.
    public func filtered(by filters: [LogFilter]) throws -> (log: InteractionLog, reports: [FilterReport]) {
        var log = self
        var reports: [FilterReport] = []
        for filter in filters {
            try filter.rule.validate()
            let before = FilterReport.Sizes(of: log)
            log = try filter.rule.apply(to: log)
            reports.append(FilterReport(filter: filter, before: before, after: .init(of: log)))
        }
        return (log, reports)
    }
}
