/// Pairs of a click and a row without one, by which of the two scores higher: what an AUC is made of.
///
/// Rows come in blocks of equal scores, lowest first. With weights of whole numbers, and ties at one half, all sums are
/// exact up to 2⁵³.
struct PairCount {
    /// What a pair of equal scores counts.
    let tieShare: Double
    /// Weight of the clicks so far.
    private(set) var positives = 0.0
    /// Weight of the other rows so far.
    private(set) var negatives = 0.0
    /// Weight of the pairs in which the click scores higher.
    private(set) var wins = 0.0

    /// No pairs yet.
    init(ties: ClickOptions.Ties) { tieShare = ties == .half ? 0.5 : 0 }

    /// Adds a block of rows with one score, which is higher than all before.
    mutating func add(positives: Double, negatives: Double) {
        wins += positives * (self.negatives + tieShare * negatives)
        self.positives += positives
        self.negatives += negatives
    }

    /// The share of pairs in which the click scores higher; nil unless both labels occur with some weight.
    var auc: Double? { positives > 0 && negatives > 0 ? wins / (positives * negatives) : nil }

    /// The pairs of some rows, given lowest score first.
    init(of rows: ArraySlice<Int32>, logits: [Float], set: PointwiseSet, ties: ClickOptions.Ties) {
        self.init(ties: ties)
        var next = rows.startIndex
        while next < rows.endIndex {
            let score = logits[Int(rows[next])]
            var (positives, negatives) = (0.0, 0.0)
            while next < rows.endIndex, logits[Int(rows[next])] == score {
                let row = Int(rows[next])
                if set.labels[row] == 1 { positives += set.weight(of: row) } else { negatives += set.weight(of: row) }
                next += 1
            }
            add(positives: positives, negatives: negatives)
        }
    }
}
