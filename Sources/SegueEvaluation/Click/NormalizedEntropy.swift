#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The log loss over all rows divided by the entropy of the labels at their own rate (He et al., Practical lessons from
/// predicting clicks on ads at Facebook, 2014): a constant at the right rate gets 1, whatever the rate.
struct NormalizedEntropy: WholeMetric {
    let metric = Metric.normalizedEntropy
    /// Sums per unit.
    private(set) var losses: [Double]
    private(set) var weights: [Double]
    private(set) var clicks: [Double]

    init(units: Int) {
        losses = [Double](repeating: 0, count: units)
        weights = losses
        clicks = losses
    }

    /// Adds a row.
    mutating func add(loss: Double, weight: Double, label: Double, unit: Int) {
        losses[unit] += weight * loss
        weights[unit] += weight
        clicks[unit] += weight * label
    }

    func value(multiplicities: [Double]) -> Double? {
        var (loss, weight, clicked) = (0.0, 0.0, 0.0)
        for (unit, count) in multiplicities.enumerated() {
            loss += count * losses[unit]
            weight += count * weights[unit]
            clicked += count * clicks[unit]
        }
        guard clicked > 0, clicked < weight else { return nil }
        let rate = clicked / weight
        return loss / weight / -(rate * log(rate) + (1 - rate) * log1p(-rate))
    }
}
