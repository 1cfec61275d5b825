import SegueData

extension NextItemQuery {
    /// Checks that the history has the positions asked for.
    /// - Throws: ``QueryError``.
    func validate(index: Int) throws {
        guard positions.isEmpty || (positions.lowerBound >= 0 && positions.upperBound - 1 <= items.count) else {
            throw QueryError(query: index, positions: positions, historyCount: items.count)
        }
    }
}
