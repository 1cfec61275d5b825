/// Predicted and real clicks in bins of equal width of the probability.
///
/// A bin holds its lower edge and not its upper one; the last holds 1 as well.
struct CalibrationBins {
    private var predicted: [Double]
    private var clicked: [Double]
    private var weight = 0.0

    init(count: Int) {
        predicted = [Double](repeating: 0, count: count)
        clicked = predicted
    }

    /// Adds a row.
    mutating func add(probability: Double, label: Double, weight: Double) {
        let bin = min(Int(probability * Double(predicted.count)), predicted.count - 1)
        predicted[bin] += weight * probability
        clicked[bin] += weight * label
        self.weight += weight
    }

    /// The expected calibration error: the mean over rows of the difference between the mean probability of their bin and
    /// its rate of clicks (Naeini et al. 2015; Guo et al. 2017); nil without rows.
    var expectedError: Double? {
        guard weight > 0 else { return nil }
        return zip(predicted, clicked).reduce(0) { $0 + abs($1.0 - $1.1) } / weight
    }
}
