/// The spread of a model's results over training seeds.
public struct SeedSummary: Codable, Sendable, Equatable {
    /// Number of runs, one a seed.
    public let runs: Int

    /// The mean over runs of each metric that every run has.
    public let means: [Metric: Double]

    /// The sample standard deviation (divisor runs − 1); no entries for a single run.
    public let standardDeviations: [Metric: Double]

    /// Summarizes runs of one model.
    public init(_ evaluations: [Evaluation]) {
        var means: [Metric: Double] = [:]
        var deviations: [Metric: Double] = [:]
        for metric in evaluations.first?.values.keys.sorted() ?? [] {
            let values = evaluations.compactMap { $0[metric] }
            guard values.count == evaluations.count else { continue }
            let mean = values.reduce(0, +) / Double(values.count)
            means[metric] = mean
            guard values.count > 1 else { continue }
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            deviations[metric] = (squares / Double(values.count - 1)).squareRoot()
        }
        self.runs = evaluations.count
        self.means = means
        self.standardDeviations = deviations
    }
}
