extension DataSplit {
    /// The log that histories of examples are rows of.
    public var historyLog: InteractionLog { drawnTraining ?? log }

    /// An empty set of examples over this split.
    func emptyExamples() -> ExampleSet { ExampleSet(columns: historyLog.columns, events: log.columns) }

    /// Whether a user has train interactions.
    func isTrained(_ user: Int32) -> Bool {
        if let drawnTraining { return !drawnTraining.rows(ofUser: user).isEmpty }
        return user >= 1 && Int(user) <= trainEnds.count && log.offsets[Int(user) - 1] < trainEnds[Int(user) - 1]
    }

    /// Calls `body` for every event of a part, users ascending, with the rows of ``historyLog`` before it.
    func forEachEvent(
        of part: RowPart, _ body: (_ user: Int32, _ row: Int, _ history: Range<Int>) throws -> Void
    ) rethrows {
        for user in log.userIndices {
            let wanted = rows(part, ofUser: user)
            guard !wanted.isEmpty else { continue }
            let own = historyLog.rows(ofUser: user)
            guard let drawnParts else {
                for row in wanted { try body(user, row, own.lowerBound..<row) }
                continue
            }
            // Train rows lie in the train part's log in the same order, so counting them finds the position.
            var (end, seen) = (own.lowerBound, log.rows(ofUser: user).lowerBound)
            for row in wanted {
                for earlier in seen..<row where drawnParts[earlier] == .train { end += 1 }
                seen = row
                try body(user, row, own.lowerBound..<end)
            }
        }
    }

    /// Number of events that ``forEachEvent(of:_:)`` calls for.
    func eventCount(of part: RowPart) -> Int { log.userIndices.reduce(0) { $0 + rows(part, ofUser: $1).count } }

    /// The label of an event: its rating.
    /// - Throws: `PreparationError.columnMissing` without ratings.
    func ratings(for operation: String) throws -> [Float] {
        guard let ratings = log.ratingColumn else {
            throw PreparationError.columnMissing(operation: operation, column: "rating")
        }
        return ratings
    }
}
