/// A model breaks a rule that every model must keep.
public struct ConformanceFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The rule.
    public let check: String
    /// What was found and what was expected.
    public let problem: String

    /// Names the rule and says how it was broken.
    public init(check: String, problem: String) {
        self.check = check
        self.problem = problem
    }

    /// "rule: problem".
    public var description: String { "\(check): \(problem)" }
}
