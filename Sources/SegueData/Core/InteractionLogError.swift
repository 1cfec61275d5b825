import SegueCore

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
