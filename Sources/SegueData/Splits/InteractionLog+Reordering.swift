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
            trusted: columns.selecting(rows), users: users, items: items, offsets: offsets, source: source)
        log.preparation = preparation
        return log
    }
}
