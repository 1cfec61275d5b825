import SegueCore

/// Why a vocabulary could not be made.
public enum VocabularyError: Error, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// An identifier occurs twice; `index` is the one it already has.
    case duplicate(id: String, index: Int32)
    /// More than 2³¹ − 1 identifiers, or more than 4 GiB of text.
    case full
    /// Encoded bytes that are not a vocabulary.
    case malformed(problem: String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .duplicate(let id, let index):
            "The identifier \"\(id)\" occurs twice (first at index \(index)); each identifier may be listed once."
        case .full:
            "The vocabulary is full: it holds at most 2147483647 identifiers in 4 GiB of text."
        case .malformed(let problem):
            "These bytes are not an encoded vocabulary: \(problem). Write the file again."
        }
    }

    /// Always `ExitCode.badData`.
    public var exitCode: Int32 { ExitCode.badData }
}
