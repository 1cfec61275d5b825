/// Predicted and real clicks in bins of the probability, of equal width or of equal size.
///
/// A bin of equal width holds its lower edge and not its upper one; the last holds 1 as well.
struct CalibrationBins {
    /// One bin.
    struct Bin: Equatable {
        /// Weighted sum of the probabilities.
        var predicted = 0.0
        /// Weight of the clicks.
        var clicked = 0.0
        /// Weight of the rows.
        var weight = 0.0
    }

    /// The bins, lowest probabilities first.
    private(set) var bins: [Bin]

    /// Empty bins.
    init(count: Int) { bins = [Bin](repeating: Bin(), count: count) }

    /// Sorts rows into bins.
    init(_ order: ScoreOrder, logits: [Float], set: PointwiseSet, options: ClickOptions) {
        self.init(count: options.calibrationBins)
        for (rank, row) in order.rows.lazy.map({ Int($0) }).enumerated() {
            let bin = options.calibrationBinning == .size ? rank * bins.count / order.rows.count : nil
            add(
                probability: Logit(value: Double(logits[row])).probability, label: Double(set.labels[row]),
                weight: set.weight(of: row), to: bin)
        }
    }

    /// Adds a row to a bin; nil: to that of its probability, by width.
    mutating func add(probability: Double, label: Double, weight: Double, to bin: Int? = nil) {
        let index = bin ?? min(Int(probability * Double(bins.count)), bins.count - 1)
        bins[index].predicted += weight * probability
        bins[index].clicked += weight * label
        bins[index].weight += weight
    }

    /// The bins with rows, for a diagram.
    var points: [ReliabilityPoint] {
        let total = bins.reduce(0) { $0 + $1.weight }
        return bins.filter { $0.weight > 0 }.map {
            ReliabilityPoint(
                predicted: $0.predicted / $0.weight, clicked: $0.clicked / $0.weight, share: $0.weight / total)
        }
    }

    /// The expected calibration error: the mean over rows of the difference between the mean probability of their bin and
    /// its rate of clicks (Naeini et al. 2015; Guo et al. 2017); nil without rows.
    var expectedError: Double? {
        let weight = bins.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return nil }
        return bins.reduce(0) { $0 + abs($1.predicted - $1.clicked) } / weight
    }
}
