/// The metrics of every user: what user averages, confidence intervals and paired tests are made of.
///
/// A row is a user, or one query of an unknown user (index 0), which is a unit of its own. Kept apart from
/// ``Evaluation`` because it grows with the users.
public struct PerUserMetrics: Codable, Sendable, Equatable {
    /// The metrics, one a column.
    public let metrics: [Metric]

    /// The user index of each row; 0 for an unknown user.
    public private(set) var users: [Int32]

    /// The number of events of each row; missed ones that count are included.
    public private(set) var events: [Int]

    /// For each row and metric the sum over its events, `[rows, metrics]`, row-major.
    public private(set) var sums: [Double]

    /// A table of rows without events.
    public init(metrics: [Metric], users: [Int32]) {
        self.metrics = metrics
        self.users = users
        self.events = [Int](repeating: 0, count: users.count)
        self.sums = [Double](repeating: 0, count: users.count * metrics.count)
    }

    /// A table from its columns.
    ///
    /// - Throws: ``EvaluationError/incomparable(problem:)`` if the columns' lengths contradict one another.
    public init(metrics: [Metric], users: [Int32], events: [Int], sums: [Double]) throws {
        guard users.count == events.count, sums.count == users.count * metrics.count else {
            throw EvaluationError.incomparable(
                problem: "a table of \(users.count) users and \(metrics.count) metrics came with \(events.count) event "
                    + "counts and \(sums.count) sums")
        }
        self.metrics = metrics
        self.users = users
        self.events = events
        self.sums = sums
    }

    /// Number of rows.
    public var rowCount: Int { users.count }

    /// Total number of events.
    public var eventCount: Int { events.reduce(0, +) }

    /// Number of rows with events.
    public var activeRowCount: Int { events.count { $0 > 0 } }

    /// Adds events whose values are zero.
    mutating func addMisses(_ count: Int, row: Int) {
        events[row] += count
    }

    /// Adds one event with the values that the tables give its rank, one table a metric.
    mutating func add(_ rank: TargetRank, row: Int, tables: [GainTable]) {
        events[row] += 1
        let start = row * metrics.count
        for (column, table) in tables.enumerated() {
            sums[start + column] += table.value(of: rank)
        }
    }
}
