import SegueCore
import SegueData

/// A query asks for positions that its history does not have.
public struct QueryError: Error, Equatable, Sendable, CustomStringConvertible, ExitCodeProviding {
    /// Index of the query in the list given to the model.
    public let query: Int
    /// The positions asked for.
    public let positions: Range<Int>
    /// Number of items in the query's history.
    public let historyCount: Int

    /// Names the query, what it asked for and what it has.
    public init(query: Int, positions: Range<Int>, historyCount: Int) {
        self.query = query
        self.positions = positions
        self.historyCount = historyCount
    }

    /// What is wrong and what was expected.
    public var description: String {
        "query \(query) asks for positions \(positions.lowerBound)..<\(positions.upperBound) of a history of "
            + "\(historyCount) items; positions must lie in 0...\(historyCount)"
    }

    /// 65, bad data.
    public var exitCode: Int32 { ExitCode.badData }
}
