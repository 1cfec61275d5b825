import SegueCore

/// Bytes that are not a catalog.
public struct CatalogDecodingError: Error, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// What is wrong.
    public let problem: String

    /// What is wrong and what to do.
    public var description: String { "These bytes are not an encoded catalog: \(problem). Write the file again." }

    /// Always `ExitCode.badData`.
    public var exitCode: Int32 { ExitCode.badData }
}
