import SegueCore

extension InteractionLog {
    /// Checks everything the initializer promises.
    package func validate() throws {
        try validateLengths()
        try validateOffsets()
        try validateItems()
        try validateTimes()
        try validateRatings()
        try validateBehaviors()
        try contextColumns.forEach(Self.validateTokens)
    }

    private func validateLengths() throws {
        guard let column = columns.columnOfOtherLength else { return }
        throw InteractionLogError.columnLength(name: column.name, expected: count, found: column.count)
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

    private func validateBehaviors() throws {
        guard behaviors.count <= 256 else {
            throw InteractionLogError.value(
                column: "behavior", row: 0, problem: "\(behaviors.count) kinds of behavior, at most 256 are possible"
            )
        }
        if let row = behaviorColumn?.firstIndex(where: { Int($0) >= behaviors.count }) {
            throw InteractionLogError.value(column: "behavior", row: row, problem: "not one of \(behaviors)")
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

/// Columns that do not make a log.
public enum InteractionLogError: Error, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// A column has another number of rows than the item column.
    case columnLength(name: String, expected: Int, found: Int)
    /// The offsets are not `userCount + 1` numbers rising from 0 to the number of rows.
    case offsets(problem: String)
    /// A value in a row cannot be.
    case value(column: String, row: Int, problem: String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .columnLength(let name, let expected, let found):
            "The column \"\(name)\" has \(found) rows where the log has \(expected)."
        case .offsets(let problem):
            "The user offsets do not fit: \(problem)."
        case .value(let column, let row, let problem):
            "Row \(row) of column \"\(column)\": \(problem)."
        }
    }

    /// Always `ExitCode.badData`.
    public var exitCode: Int32 { ExitCode.badData }
}
