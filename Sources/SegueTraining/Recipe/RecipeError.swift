import SegueCore
import SegueData

/// What is wrong with a recipe, and where.
public struct RecipeError: Error, Sendable, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// `file:line:column`, or the `--set` option at fault.
    public let place: String
    /// The path of the setting, such as `training.epochs`; empty for the recipe as a whole.
    public let path: String
    /// What is wrong and what was expected.
    public let problem: String

    /// Names place, setting and problem.
    public init(place: String, path: String, problem: String) {
        self.place = place
        self.path = path
        self.problem = problem
    }

    /// One line for people.
    public var description: String {
        path.isEmpty ? "\(place): \(problem)" : "\(place): \(path): \(problem)"
    }

    /// 78: configuration.
    public var exitCode: Int32 { ExitCode.configuration }
}
