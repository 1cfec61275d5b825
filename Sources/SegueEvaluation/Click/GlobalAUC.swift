/// The AUC over all rows, of users drawn any number of times each.
///
/// The rows are sorted once. A resample then costs one pass: each row counts as often as its user was drawn, so ranks are
/// weighted by multiplicity and the value is that of the resample written out in full, ties included.
struct GlobalAUC: WholeMetric {
    let metric = Metric.auc
    private let ties: ClickOptions.Ties
    /// The unit of each row, lowest score first.
    private let units: [Int32]
    /// The weight of each row in the same order, negative for rows without a click.
    private let weights: [Float]
    /// Where each block of equal scores ends.
    private let blockEnds: [Int]

    init(_ order: ScoreOrder, logits: [Float], set: PointwiseSet, ties: ClickOptions.Ties) {
        self.ties = ties
        units = order.rows.map { set.units.unitOfRow[Int($0)] }
        weights = order.rows.map { row in
            let weight = set.weights?[Int(row)] ?? 1
            return set.labels[Int(row)] == 1 ? weight : -weight
        }
        let scores = order.rows.map { logits[Int($0)] }
        blockEnds = scores.indices.filter { $0 + 1 == scores.count || scores[$0] != scores[$0 + 1] }.map { $0 + 1 }
    }

    func value(multiplicities: [Double]) -> Double? {
        var pairs = PairCount(ties: ties)
        var start = 0
        for end in blockEnds {
            var (positives, negatives) = (0.0, 0.0)
            for index in start..<end {
                let weight = Double(weights[index]) * multiplicities[Int(units[index])]
                positives += max(weight, 0)
                negatives += max(-weight, 0)
            }
            pairs.add(positives: positives, negatives: negatives)
            start = end
        }
        return pairs.auc
    }

    /// The AUC with what each of `count` units adds to its distance from the true one; nil unless both labels occur.
    func variance(units count: Int) -> AUCVariance? {
        let once = [Double](repeating: 1, count: count)
        guard let auc = value(multiplicities: once) else { return nil }
        let positives = weights.reduce(0.0) { $0 + Double(max($1, 0)) }
        let negatives = weights.reduce(0.0) { $0 + Double(max(-$1, 0)) }
        let tieShare = PairCount(ties: ties).tieShare
        var parts = [Double](repeating: 0, count: count)
        var (start, positivesBelow, negativesBelow) = (0, 0.0, 0.0)
        for end in blockEnds {
            let tiedPositives = weights[start..<end].reduce(0.0) { $0 + Double(max($1, 0)) }
            let tiedNegatives = weights[start..<end].reduce(0.0) { $0 + Double(max(-$1, 0)) }
            let beats = (negativesBelow + tieShare * tiedNegatives) / negatives
            let beaten = (positives - positivesBelow - tiedPositives + tieShare * tiedPositives) / positives
            for index in start..<end {
                let weight = Double(weights[index])
                parts[Int(units[index])] +=
                    weight > 0 ? weight * (beats - auc) / positives : -weight * (beaten - auc) / negatives
            }
            positivesBelow += tiedPositives
            negativesBelow += tiedNegatives
            start = end
        }
        return AUCVariance(auc: auc, parts: parts)
    }
}
