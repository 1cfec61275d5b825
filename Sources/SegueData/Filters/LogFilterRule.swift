/// A rule that removes interactions from a log, or groups them anew.
public protocol LogFilterRule: Codable, Equatable, Sendable {
    /// The name that recipes and reports use, such as `k-core`.
    static var name: String { get }
    /// Checks the parameters.
    ///
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    func validate() throws
    /// What is left of a log. The order of rows stays; users and items without rows disappear from the vocabularies.
    ///
    /// - Throws: `PreparationError` if the log lacks a column that the rule needs, or knows no such name.
    func apply(to log: InteractionLog) throws -> InteractionLog
}

extension LogFilterRule {
    /// Throws unless a count is at least so much.
    func check(_ parameter: String, _ value: Int, atLeast least: Int) throws {
        guard value >= least else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: parameter, problem: "must be at least \(least), found \(value)")
        }
    }
}

extension InteractionLog {
    /// The rows that a mask keeps, without the users and items that have none left.
    func keeping(_ mask: [Bool]) -> InteractionLog {
        select(reindexing: [.users, .items]) { mask[$0] }
    }
}
