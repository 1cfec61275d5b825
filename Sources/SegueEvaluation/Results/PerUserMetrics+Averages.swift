extension PerUserMetrics {
    /// The value of a metric: its mean over events or over rows, the root of that, or the ratio of its sums, as its kind
    /// says.
    ///
    /// - Parameters:
    ///   - metric: One of ``metrics``.
    ///   - averaging: The unit that counts alike.
    ///   - include: Which rows to take; all by default.
    /// - Returns: nil if the metric is not in the table or no included row has a value: the mean is then undefined.
    public func mean(
        of metric: Metric, averaging: Averaging, where include: (_ row: Int) -> Bool = { _ in true }
    ) -> Double? {
        guard let column = metrics.firstIndex(of: metric) else { return nil }
        let aggregation = metric.kind.aggregation
        var total = 0.0
        var weight = 0.0
        for row in 0..<rowCount where events[row] > 0 && include(row) {
            let sum = sums[row * metrics.count + column]
            let own = self.weight(row: row, column: column)
            guard own > 0 else { continue }
            switch aggregation.unit(averaging) {
            case .event:
                total += sum
                weight += own
            case .user:
                total += sum / own
                weight += 1
            }
        }
        return weight > 0 ? aggregation.value(ofMean: total / weight) : nil
    }

    /// The means of all metrics that are defined.
    public func means(
        averaging: Averaging, where include: (_ row: Int) -> Bool = { _ in true }
    ) -> [Metric: Double] {
        var means: [Metric: Double] = [:]
        for metric in metrics {
            means[metric] = mean(of: metric, averaging: averaging, where: include)
        }
        return means
    }

    /// The sums of this table less those of another one over the same events, for paired comparisons.
    ///
    /// Roots of means are left out, for a difference of roots is no root of a difference; see
    /// ``Bootstrap/intervals(ofDifference:from:averaging:)``.
    ///
    /// - Throws: ``EvaluationError/incomparable(problem:)`` if the two do not hold the same users, events and metrics.
    public func subtracting(_ other: PerUserMetrics) throws -> PerUserMetrics {
        try requireSameEvents(as: other)
        let differences = try PerUserMetrics(
            metrics: metrics, users: users, events: events, sums: zip(sums, other.sums).map { $0 - $1 },
            weights: weights)
        return differences.selecting { $0.kind.aggregation != .rootOfMean }
    }

    /// The mean over several runs on the same events, such as one model trained from several seeds.
    ///
    /// Of a root of a mean, the squares are averaged over the runs: the root of the result is that of all runs' events
    /// together.
    ///
    /// - Throws: ``EvaluationError/incomparable(problem:)`` if there is none, or if they differ in users, events or
    ///   metrics.
    public static func mean(of tables: [PerUserMetrics]) throws -> PerUserMetrics {
        guard let first = tables.first else {
            throw EvaluationError.incomparable(problem: "there is no run to take the mean of")
        }
        var sums = [Double](repeating: 0, count: first.sums.count)
        for table in tables {
            try first.requireSameEvents(as: table)
            for index in sums.indices { sums[index] += table.sums[index] }
        }
        let count = Double(tables.count)
        return try PerUserMetrics(
            metrics: first.metrics, users: first.users, events: first.events, sums: sums.map { $0 / count },
            weights: first.weights)
    }

    /// Checks that another table is of the same events, measured alike.
    func requireSameEvents(as other: PerUserMetrics) throws {
        guard metrics == other.metrics, users == other.users, events == other.events, weights == other.weights else {
            throw EvaluationError.incomparable(
                problem: "they were not measured on the same users, events and metrics "
                    + "(\(rowCount) users and \(eventCount) events, "
                    + "\(other.rowCount) users and \(other.eventCount) events)")
        }
    }
}

extension MetricKind.Aggregation {
    /// The unit that counts alike: ratios have their own weights.
    func unit(_ averaging: Averaging) -> Averaging { self == .ratio ? .event : averaging }

    /// A metric's value from the mean of what the users contribute.
    func value(ofMean mean: Double) -> Double { self == .rootOfMean ? mean.squareRoot() : mean }
}
