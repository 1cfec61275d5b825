import SegueData

/// A metric of all events together, to which no user contributes a term.
protocol WholeMetric {
    /// Which metric.
    var metric: Metric { get }

    /// Its value where each unit occurs as often as stated, `[units]`; nil where it is undefined.
    func value(multiplicities: [Double]) -> Double?
}

/// The values of metrics that are no sums over users in every resample of the users.
///
/// Kept with a result so that means over seeds have intervals too. The same settings on the same users draw the same
/// resamples, so that values of two models stand in pairs.
public struct ResampledMetrics: Sendable, Equatable {
    /// How users were drawn.
    public let bootstrap: Bootstrap

    /// Number of users drawn from.
    public let users: Int

    /// The values of each metric, `[resamples]`; not a number where a resample leaves it undefined.
    public let values: [Metric: [Double]]

    /// The intervals; none for metrics that some resample leaves undefined.
    public var intervals: [Metric: ConfidenceInterval] { values.compactMapValues { bootstrap.interval(of: $0) } }

    /// The means over several runs on the same events, resample by resample; nil if they were not drawn alike.
    static func mean(of runs: [ResampledMetrics]) -> ResampledMetrics? {
        guard let first = runs.first,
            runs.allSatisfy({ $0.bootstrap == first.bootstrap && $0.users == first.users })
        else { return nil }
        var means: [Metric: [Double]] = [:]
        for (metric, values) in first.values {
            let others = runs.compactMap { $0.values[metric] }
            guard others.count == runs.count, others.allSatisfy({ $0.count == values.count }) else { continue }
            means[metric] = values.indices.map { index in
                others.reduce(0) { $0 + $1[index] } / Double(runs.count)
            }
        }
        return ResampledMetrics(bootstrap: first.bootstrap, users: first.users, values: means)
    }
}

extension Bootstrap {
    /// The values of metrics in every resample of the users; none for fewer than two users.
    func resample(_ metrics: [any WholeMetric], users: Int) -> ResampledMetrics {
        var values: [Metric: [Double]] = [:]
        guard users > 1 else { return ResampledMetrics(bootstrap: self, users: users, values: values) }
        var generator = SeededGenerator(seed: seed)
        var multiplicities = [Double](repeating: 0, count: users)
        for _ in 0..<resamples {
            for user in 0..<users { multiplicities[user] = 0 }
            for _ in 0..<users { multiplicities[Int(generator.next(below: users))] += 1 }
            for metric in metrics {
                values[metric.metric, default: []].append(metric.value(multiplicities: multiplicities) ?? .nan)
            }
        }
        return ResampledMetrics(bootstrap: self, users: users, values: values)
    }
}
