/// What every user contributes to the metrics: what averages, confidence intervals and paired tests are made of, for every
/// task alike.
///
/// A row is a user, or one query (or event) of an unknown user, index 0, which is a unit of its own. For each metric it
/// holds a sum and the weight that the sum stands for. In ranking that weight is the number of the user's events; a
/// user's own AUC has weight 1, and weight 0 where the user has none. Metrics of the whole, such as coverage or the AUC
/// over all rows, are no sums and stand elsewhere. Kept apart from ``Evaluation`` because it grows with the users.
public struct PerUserMetrics: Codable, Sendable, Equatable {
    /// The metrics, one per column.
    public let metrics: [Metric]

    /// The user index of each row; 0 for an unknown user.
    public private(set) var users: [Int32]

    /// The number of events of each row; missed ones that count are included.
    public private(set) var events: [Int]

    /// For each row and metric the sum over its events, `[rows, metrics]`, row-major; of a root of a mean the sum under
    /// the root.
    public private(set) var sums: [Double]

    /// For each row and metric the weight that the sum stands for, `[rows, metrics]`, row-major; 0 where the user has no
    /// value. nil: the number of events for all metrics.
    public private(set) var weights: [Double]?

    /// A table of rows without events, whose weights are their numbers of events.
    public init(metrics: [Metric], users: [Int32]) {
        self.metrics = metrics
        self.users = users
        self.events = [Int](repeating: 0, count: users.count)
        self.sums = [Double](repeating: 0, count: users.count * metrics.count)
    }

    /// A table from its columns.
    ///
    /// - Throws: ``EvaluationError/incomparable(problem:)`` if the columns' lengths contradict one another.
    public init(
        metrics: [Metric], users: [Int32], events: [Int], sums: [Double], weights: [Double]? = nil
    ) throws {
        guard users.count == events.count, sums.count == users.count * metrics.count else {
            throw EvaluationError.incomparable(
                problem: "a table of \(users.count) users and \(metrics.count) metrics came with \(events.count) event "
                    + "counts and \(sums.count) sums")
        }
        guard weights.map({ $0.count == sums.count }) != false else {
            throw EvaluationError.incomparable(
                problem: "a table of \(sums.count) sums came with \(weights?.count ?? 0) weights")
        }
        self.metrics = metrics
        self.users = users
        self.events = events
        self.sums = sums
        self.weights = weights
    }

    /// A table of rows without events, in which every sum has a weight of its own.
    init(weighing metrics: [Metric], users: [Int32]) {
        self.init(metrics: metrics, users: users)
        weights = sums
    }

    /// Number of rows.
    public var rowCount: Int { users.count }

    /// Total number of events.
    public var eventCount: Int { events.reduce(0, +) }

    /// Number of rows with events.
    public var activeRowCount: Int { events.count { $0 > 0 } }

    /// The weight that a sum stands for.
    func weight(row: Int, column: Int) -> Double {
        guard let weights else { return Double(events[row]) }
        return weights[row * metrics.count + column]
    }

    /// Some of the columns.
    func selecting(_ include: (Metric) -> Bool) -> PerUserMetrics {
        let columns = metrics.indices.filter { include(metrics[$0]) }
        guard columns.count < metrics.count else { return self }
        let pick = { (values: [Double]) in
            (0..<rowCount).flatMap { row in columns.map { values[row * metrics.count + $0] } }
        }
        var part = PerUserMetrics(metrics: columns.map { metrics[$0] }, users: users)
        part.events = events
        part.sums = pick(sums)
        part.weights = weights.map(pick)
        return part
    }

    /// Counts one event.
    mutating func addEvent(row: Int) {
        events[row] += 1
    }

    /// Adds to a sum and to the weight that it stands for.
    mutating func add(_ sum: Double, weight: Double, row: Int, column: Int) {
        let index = row * metrics.count + column
        sums[index] += sum
        weights?[index] += weight
    }

    /// Adds events whose values are zero.
    mutating func addMisses(_ count: Int, row: Int) {
        events[row] += count
    }

    /// Adds one event with the values that the tables give its rank, one table per metric.
    mutating func add(_ rank: TargetRank, row: Int, tables: [GainTable]) {
        events[row] += 1
        let start = row * metrics.count
        for (column, table) in tables.enumerated() {
            sums[start + column] += table.value(of: rank)
        }
    }
}
