extension InteractionLog {
    /// Checks everything the initialiser promises.
    func validate() throws {
        try validateLengths()
        try validateOffsets()
        try validateItems()
        try validateTimes()
        try validateRatings()
        try validateBehaviours()
        try contextColumns.forEach(Self.validateTokens)
    }

    private func validateLengths() throws {
        var lengths = [
            ("time", timeColumn?.count), ("rating", ratingColumn?.count), ("behaviour", behaviourColumn?.count),
        ]
        lengths += contextColumns.map { ($0.name, Optional($0.count)) }
        for case (let name, let found?) in lengths where found != count {
            throw InteractionLogError.columnLength(name: name, expected: count, found: found)
        }
    }

    private func validateOffsets() throws {
        guard offsets.count == userCount + 1 else {
            throw InteractionLogError.offsets(problem: "\(offsets.count) offsets for \(userCount) users")
        }
        guard offsets.first == 0, offsets.last == count else {
            throw InteractionLogError.offsets(problem: "they must run from 0 to \(count)")
        }
        for user in stride(from: 1, through: userCount, by: 1) where offsets[user] < offsets[user - 1] {
            throw InteractionLogError.offsets(problem: "they fall at user \(user)")
        }
    }

    private func validateItems() throws {
        let limit = Int32(clamping: itemCount)
        if let row = itemColumn.firstIndex(where: { $0 < 1 || $0 > limit }) {
            throw InteractionLogError.value(
                column: "item", row: row, problem: "index \(itemColumn[row]) is outside 1...\(itemCount)")
        }
    }

    private func validateTimes() throws {
        guard let timeColumn else { return }
        for user in stride(from: 1, through: userCount, by: 1) {
            for row in (offsets[user - 1]..<offsets[user]).dropFirst() where timeColumn[row] < timeColumn[row - 1] {
                throw InteractionLogError.value(
                    column: "time", row: row, problem: "earlier than the row before it of the same user")
            }
        }
    }

    private func validateRatings() throws {
        if let row = ratingColumn?.firstIndex(where: { !$0.isFinite }) {
            throw InteractionLogError.value(column: "rating", row: row, problem: "not a finite number")
        }
    }

    private func validateBehaviours() throws {
        guard behaviours.count <= 256 else {
            throw InteractionLogError.value(
                column: "behaviour", row: 0, problem: "\(behaviours.count) kinds of behaviour, at most 256 are possible"
            )
        }
        if let row = behaviourColumn?.firstIndex(where: { Int($0) >= behaviours.count }) {
            throw InteractionLogError.value(column: "behaviour", row: row, problem: "not one of \(behaviours)")
        }
    }

    private static func validateTokens(_ column: ContextColumn) throws {
        guard case .tokens(let vocabulary, let indices) = column.values else { return }
        if let row = indices.firstIndex(where: { $0 < 0 || Int($0) > vocabulary.count }) {
            throw InteractionLogError.value(
                column: column.name, row: row, problem: "token \(indices[row]) is outside 0...\(vocabulary.count)")
        }
    }
}
