/// The part of a split that an interaction belongs to.
public enum RowPart: UInt8, Codable, CaseIterable, Sendable {
    /// Models learn from it.
    case train
    /// Chooses settings and stops training.
    case validation
    /// Is reported, and never chooses anything.
    case test
    /// Belongs to no part.
    case dropped
}

/// Which rows of a log belong to which part.
public enum RowParts: Equatable, Sendable {
    /// Each user's sequence is cut twice; rows stand for user u at u − 1.
    case cuts(SplitBoundaries)
    /// Each row for itself: `[count]`.
    case rows([RowPart])
}

/// A split rule that cuts each user's sequence into train, validation and test, in this order.
public protocol SequenceSplitRule: SplitRule {
    /// Places the cuts.
    ///
    /// - Parameter log: any log, rows in order of time for each user; not empty.
    /// - Throws: `PreparationError` if the log lacks a column that the rule needs.
    func boundaries(of log: InteractionLog) throws -> SplitBoundaries
}

extension SequenceSplitRule {
    /// The cuts.
    public func parts(of log: InteractionLog) throws -> RowParts { .cuts(try boundaries(of: log)) }
}
