/// Why a row cannot be read, and where.
struct RowProblem: Equatable {
    /// Position in the text.
    var offset: Int
    /// What is wrong and what was expected.
    var message: String
}

/// Counts malformed rows and stops reading when there are too many.
struct BadRowLedger {
    /// How many messages are kept.
    static let messageLimit = 10

    private let path: String
    /// How many malformed rows are allowed.
    let maximum: Int
    /// Number of malformed rows.
    private(set) var count = 0
    /// Messages of the first malformed rows.
    private(set) var messages: [String] = []

    /// Begins to count for one file.
    init(path: String, maximum: Int) {
        self.path = path
        self.maximum = maximum
    }

    /// Enters a malformed row.
    ///
    /// - Throws: ``ReadError`` when there are more than the maximum.
    mutating func record(_ problem: RowProblem, line: Int, lineStart: Int) throws {
        count += 1
        let column = max(problem.offset - lineStart, 0) + 1
        let error = ReadError(
            .badRow, path: path, line: line, column: column, problem: problem.message,
            remedy: "Correct the row, or skip and count such rows with --max-bad-rows.")
        if messages.count < Self.messageLimit { messages.append("\(path):\(line):\(column): \(problem.message)") }
        if maximum == 0 { throw error }
        guard count <= maximum else {
            throw ReadError(
                .tooManyBadRows, path: path, line: line, column: column,
                problem: "\(problem.message); this is malformed row \(count) and --max-bad-rows is \(maximum)",
                remedy: "Check the format and the columns, or allow more.")
        }
    }
}
