import SegueCore
import SegueData

/// A file of a bundle is whole, but does not fit the others or this program.
public struct ModelBundleError: Error, Sendable, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// The file at fault.
    public let file: String
    /// What does not fit.
    public let problem: String

    /// Names the file and what does not fit.
    public init(file: String, problem: String) {
        self.file = file
        self.problem = problem
    }

    /// One line for people.
    public var description: String { "\(file): \(problem)" }

    /// 65: bad data.
    public var exitCode: Int32 { ExitCode.badData }
}
