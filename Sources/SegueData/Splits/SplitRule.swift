/// A way to share the interactions of a log out among train, validation and test.
///
/// A rule only says what belongs where. Which items then count as known, and all statistics, follow from the train part and are
/// worked out once for every rule by `DataSplit`.
public protocol SplitRule: Codable, Equatable, Sendable {
    /// The name that recipes and reports use, such as `within-sequence`.
    static var name: String { get }
    /// Checks the parameters.
    ///
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    func validate() throws
    /// Says which row belongs to which part.
    ///
    /// - Parameter log: any log, rows in order of time for each user; not empty.
    /// - Throws: `PreparationError` if the log lacks a column that the rule needs.
    func parts(of log: InteractionLog) throws -> RowParts
}

extension SplitRule {
    /// Throws unless a share lies in the range.
    func check(_ parameter: String, _ share: Double, in range: ClosedRange<Double> = 0...1) throws {
        guard range.contains(share) else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: parameter,
                problem: "must lie in \(range.lowerBound)…\(range.upperBound), found \(share)")
        }
    }

    /// Throws unless a train share above zero and a validation share leave no more than the whole.
    func checkShares(train: Double, validation: Double) throws {
        try check("train", train)
        try check("validation", validation)
        guard train > 0, train < 1 else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "train", problem: "must lie between 0 and 1, found \(train)")
        }
        guard train + validation <= 1 + SplitBoundaries.tolerance else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "validation",
                problem: "and train must not exceed 1 together, found \(validation) + \(train)")
        }
    }

    /// The times of a log, in its unit, or an error saying that this rule needs them.
    func times(of log: InteractionLog) throws -> [Int64] {
        guard let times = log.timeColumn else {
            throw PreparationError.columnMissing(operation: Self.name, column: "time")
        }
        return times
    }
}
