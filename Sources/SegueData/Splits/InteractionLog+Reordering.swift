extension InteractionLog {
    /// The log with its rows in another order, or part of them, under other users.
    ///
    /// - Parameters:
    ///   - rows: row numbers of this log, users together, each user's in the order wanted; times must not fall within
    ///     a user.
    ///   - users: the users that the new rows belong to.
    ///   - offsets: for user u the rows are offsets[u − 1]..<offsets[u] of the new order.
    func reordered(rows: [Int], users: Vocabulary, offsets: [Int]) -> InteractionLog {
        var log = InteractionLog(
            trusted: (), users: users, items: items, offsets: offsets,
            itemColumn: rows.map { itemColumn[$0] },
            timeColumn: timeColumn.map { column in rows.map { column[$0] } }, timeUnit: timeUnit,
            ratingColumn: ratingColumn.map { column in rows.map { column[$0] } },
            behaviorColumn: behaviorColumn.map { column in rows.map { column[$0] } },
            behaviors: behaviors, contextColumns: contextColumns.map { $0.selecting(rows) }, source: source)
        log.preparation = preparation
        return log
    }
}
