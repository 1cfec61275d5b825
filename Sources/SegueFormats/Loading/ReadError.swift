import SegueCore

/// Data that could not be read: what is wrong, where, and what to do.
public struct ReadError: Error, Equatable, CustomStringConvertible, ExitCodeProviding, Sendable {
    /// The kinds of failure; each has its exit code.
    public enum Kind: String, Sendable {
        /// A row is malformed.
        case badRow
        /// More rows are malformed than ``ReadOptions/maximumBadRows`` allows.
        case tooManyBadRows
        /// The file or the folder holds no interactions.
        case empty
        /// The format is not recognized, or its header does not fit.
        case format
        /// The file is too large for its columns' types, or a compressed stream is damaged.
        case damaged
        /// The file or the folder does not exist or cannot be opened.
        case missing
        /// Reading or writing failed midway.
        case inputOutput
        /// An option cannot be: an unknown format name, an unknown role of a column.
        case usage
    }

    /// The kind of failure.
    public let kind: Kind
    /// Path of the file.
    public let path: String
    /// Line in the (uncompressed) file, from 1.
    public let line: Int?
    /// Byte in the line, from 1.
    public let column: Int?
    /// What is wrong and what was expected.
    public let problem: String
    /// What to do.
    public let remedy: String

    /// Describes a failure.
    public init(
        _ kind: Kind, path: String, line: Int? = nil, column: Int? = nil, problem: String, remedy: String
    ) {
        self.kind = kind
        self.path = path
        self.line = line
        self.column = column
        self.problem = problem
        self.remedy = remedy
    }

    /// `path:line:column: problem. Remedy.`
    public var description: String {
        let location = [path] + [line, column].compactMap { $0.map(String.init) }
        return "\(location.joined(separator: ":")): \(problem). \(remedy)"
    }

    /// 65 for bad data, 66 for a missing file, 74 for input and output, 64 for a wrong option.
    public var exitCode: Int32 {
        switch kind {
        case .badRow, .tooManyBadRows, .empty, .format, .damaged: ExitCode.badData
        case .missing: ExitCode.noInput
        case .inputOutput: ExitCode.io
        case .usage: ExitCode.usage
        }
    }
}
