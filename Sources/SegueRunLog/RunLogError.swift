import SegueCore

/// What went wrong when a log of a training run was written or read.
public enum RunLogError: Error, Equatable, Sendable {
    /// There is no log.
    case missing(path: String)
    /// A record cannot be written as JSON.
    case notEncodable(path: String, problem: String)
    /// A line is not the record that was asked for.
    case malformedLine(path: String, line: Int, problem: String)
    /// A log is shorter than the checkpoint that continues it says.
    case shorterThanExpected(path: String, bytes: Int, expected: Int)
}

extension RunLogError: CustomStringConvertible {
    /// The message for people.
    public var description: String {
        switch self {
        case .missing(let path):
            "\(path): no such file: expected the log of a training run"
        case .notEncodable(let path, let problem):
            "\(path): the record cannot be written as JSON: \(problem)"
        case .malformedLine(let path, let line, let problem):
            "\(path):\(line):1: not a record of this log: \(problem)"
        case .shorterThanExpected(let path, let bytes, let expected):
            "\(path): \(bytes) bytes, the checkpoint expects at least \(expected): the log belongs to another run"
        }
    }
}

extension RunLogError: ExitCodeProviding {
    /// 66 for a missing log, 65 for a damaged one, 70 for a fault of the program.
    public var exitCode: Int32 {
        switch self {
        case .missing: ExitCode.noInput
        case .notEncodable: ExitCode.internalError
        case .malformedLine, .shorterThanExpected: ExitCode.badData
        }
    }
}
