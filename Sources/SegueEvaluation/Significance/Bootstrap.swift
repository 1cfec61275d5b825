import SegueData

/// Percentile bootstrap intervals that resample **users**, not events.
///
/// The events of one user depend on one another, so they are drawn together (a cluster bootstrap); an event average is
/// then the ratio of the drawn users' sums to their numbers of events. (Efron & Tibshirani, An Introduction to the
/// Bootstrap, 1993, ch. 13; Field & Welsh, Bootstrapping clustered data, 2007.)
public struct Bootstrap: Codable, Sendable, Equatable {
    /// Number of resamples, 100 … 1,000,000. Default 2,000.
    public var resamples = 2_000

    /// Confidence of the interval, between 0 and 1. Default 0.95.
    public var confidence = 0.95

    /// Seed of the resampling: the same seed gives the same interval.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}

    /// Checks every field.
    ///
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``.
    public func validate() throws {
        guard (100...1_000_000).contains(resamples) else {
            throw EvaluationError.invalidOption(
                field: "bootstrap.resamples", problem: "\(resamples) is outside 100 … 1,000,000")
        }
        guard confidence > 0, confidence < 1 else {
            throw EvaluationError.invalidOption(
                field: "bootstrap.confidence", problem: "\(confidence) is not between 0 and 1, such as 0.95")
        }
    }

    /// Intervals of the means of all metrics of a table; none where fewer than two users have events, for one user cannot
    /// tell how much users differ.
    ///
    /// Of a table of differences (``PerUserMetrics/subtracting(_:)``) it gives intervals of the difference of two
    /// models.
    public func intervals(for table: PerUserMetrics, averaging: Averaging) -> [Metric: ConfidenceInterval] {
        let rows = (0..<table.rowCount).filter { table.events[$0] > 0 }
        guard rows.count > 1 else { return [:] }
        let replicates = replicates(of: table, rows: rows, averaging: averaging)
        var intervals: [Metric: ConfidenceInterval] = [:]
        for (column, metric) in table.metrics.enumerated() {
            let sorted = replicates[column].sorted()
            guard let lower = Quantile.value((1 - confidence) / 2, ofSorted: sorted),
                let upper = Quantile.value((1 + confidence) / 2, ofSorted: sorted)
            else { continue }
            intervals[metric] = ConfidenceInterval(lower: lower, upper: upper, confidence: confidence)
        }
        return intervals
    }

    /// Why there are no intervals of means over so many users; nil where there are.
    func reasonForNoIntervals(users: Int) -> String? {
        users > 1
            ? nil
            : "No intervals: \(NumberText.counted(users, "user")) cannot tell how much users differ; it takes two."
    }

    /// For each metric its mean in every resample, `[metrics, resamples]`; all metrics share the drawn users.
    private func replicates(of table: PerUserMetrics, rows: [Int], averaging: Averaging) -> [[Double]] {
        let width = table.metrics.count
        var weights: [Double] = []
        var values: [Double] = []
        for row in rows {
            let events = Double(table.events[row])
            weights.append(averaging == .event ? events : 1)
            let scale = averaging == .event ? 1 : 1 / events
            values.append(contentsOf: table.sums[row * width..<(row + 1) * width].lazy.map { $0 * scale })
        }
        var generator = SeededGenerator(seed: seed)
        var replicates = [[Double]](repeating: [], count: width)
        var totals = [Double](repeating: 0, count: width)
        for _ in 0..<resamples {
            let weight = Self.draw(values, weights: weights, totals: &totals, generator: &generator)
            for column in 0..<width { replicates[column].append(totals[column] / weight) }
        }
        return replicates
    }

    /// Draws as many rows as there are, with replacement; leaves their sums in `totals` and gives their weight.
    private static func draw(
        _ values: [Double], weights: [Double], totals: inout [Double], generator: inout SeededGenerator
    ) -> Double {
        var weight = 0.0
        let width = totals.count
        for column in 0..<width { totals[column] = 0 }
        values.withUnsafeBufferPointer { values in
            for _ in weights.indices {
                let row = Int(generator.next(below: weights.count))
                weight += weights[row]
                for column in 0..<width { totals[column] += values[row * width + column] }
            }
        }
        return weight
    }
}
