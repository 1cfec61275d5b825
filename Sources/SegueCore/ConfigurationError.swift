/// A hyper-parameter has an impossible value.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible, ExitCodeProviding {
    /// Name of the field, as written in a recipe.
    public let field: String
    /// What is wrong with its value and what was expected.
    public let problem: String

    /// Names the field and says what is wrong with it.
    public init(field: String, problem: String) {
        self.field = field
        self.problem = problem
    }

    /// The field and its problem.
    public var description: String { "configuration field '\(field)': \(problem)" }

    /// 78, a configuration error.
    public var exitCode: Int32 { ExitCode.configuration }
}
