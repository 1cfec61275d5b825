import SegueData

/// Percentile bootstrap intervals that resample **users**, not events.
///
/// The events of one user depend on one another, so they are drawn together (a cluster bootstrap); an event average is
/// then the ratio of the drawn users' sums to their numbers of events. (Efron & Tibshirani, An Introduction to the
/// Bootstrap, 1993, ch. 13; Field & Welsh, Bootstrapping clustered data, 2007.) Metrics that are no sums over users, such
/// as the AUC over all rows, are computed anew from the drawn users' rows.
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

    /// Intervals of all metrics of a table; none where fewer than two users have events, for one user cannot tell how much
    /// users differ, and none of a metric that some resample leaves undefined.
    ///
    /// Of a table of differences (``PerUserMetrics/subtracting(_:)``) it gives intervals of the difference of two
    /// models.
    public func intervals(for table: PerUserMetrics, averaging: Averaging) -> [Metric: ConfidenceInterval] {
        let values = replicates(of: table, averaging: averaging)
        var intervals: [Metric: ConfidenceInterval] = [:]
        for (metric, values) in zip(table.metrics, values) { intervals[metric] = interval(of: values) }
        return intervals
    }

    /// Intervals of the difference of two models on the same events, roots of means included: both are taken from the
    /// same drawn users.
    ///
    /// - Throws: ``EvaluationError/incomparable(problem:)`` if the two do not hold the same users, events and metrics.
    public func intervals(
        ofDifference model: PerUserMetrics, from reference: PerUserMetrics, averaging: Averaging
    ) throws -> [Metric: ConfidenceInterval] {
        var intervals = intervals(for: try model.subtracting(reference), averaging: averaging)
        let roots = model.selecting { $0.kind.aggregation == .rootOfMean }
        guard !roots.metrics.isEmpty else { return intervals }
        let others = replicates(
            of: reference.selecting { $0.kind.aggregation == .rootOfMean }, averaging: averaging)
        for ((metric, own), other) in zip(zip(roots.metrics, replicates(of: roots, averaging: averaging)), others) {
            intervals[metric] = interval(of: zip(own, other).map { $0 - $1 })
        }
        return intervals
    }

    /// The interval of a metric from its values in all resamples; nil if one of them is not finite.
    func interval(of values: [Double]) -> ConfidenceInterval? {
        guard values.allSatisfy(\.isFinite) else { return nil }
        let sorted = values.sorted()
        guard let lower = Quantile.value((1 - confidence) / 2, ofSorted: sorted),
            let upper = Quantile.value((1 + confidence) / 2, ofSorted: sorted)
        else { return nil }
        return ConfidenceInterval(lower: lower, upper: upper, confidence: confidence)
    }

    /// Why there are no intervals of means over so many users; nil where there are.
    func reasonForNoIntervals(users: Int) -> String? {
        users > 1
            ? nil
            : "No intervals: \(NumberText.counted(users, "user")) cannot tell how much users differ; it takes two."
    }
}

/// An interval that holds the true value with a stated confidence.
public struct ConfidenceInterval: Codable, Sendable, Equatable {
    /// Lower bound.
    public let lower: Double

    /// Upper bound.
    public let upper: Double

    /// The confidence, such as 0.95.
    public let confidence: Double

    /// An interval.
    public init(lower: Double, upper: Double, confidence: Double) {
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
    }

    /// Half the interval's length: the number printed after "±".
    public var halfWidth: Double { (upper - lower) / 2 }
}

/// Sample quantiles.
enum Quantile {
    /// The quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996, NumPy's default).
    ///
    /// - Returns: nil for no values or a probability outside 0 … 1.
    static func value(_ probability: Double, ofSorted sorted: [Double]) -> Double? {
        guard !sorted.isEmpty, probability >= 0, probability <= 1 else { return nil }
        let position = probability * Double(sorted.count - 1)
        let lower = min(Int(position), sorted.count - 1)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
    }
}
