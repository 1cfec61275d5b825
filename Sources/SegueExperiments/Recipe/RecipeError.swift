import SegueCore
import SegueData

/// What is wrong with a recipe, and where.
public struct RecipeError: Error, Sendable, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// `file:line:column`, or the `--set` option at fault.
    public let location: String
    /// The path of the setting, such as `training.epochs`; empty for the recipe as a whole.
    public let path: String
    /// What is wrong and what was expected.
    public let problem: String
    /// 78, configuration; 66 for a recipe that cannot be read.
    public let exitCode: Int32

    /// Names location, setting and problem.
    public init(location: String, path: String, problem: String, exitCode: Int32 = ExitCode.configuration) {
        self.location = location
        self.path = path
        self.problem = problem
        self.exitCode = exitCode
    }

    /// One line for people.
    public var description: String {
        path.isEmpty ? "\(location): \(problem)" : "\(location): \(path): \(problem)"
    }
}
