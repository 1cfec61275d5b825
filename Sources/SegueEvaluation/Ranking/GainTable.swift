/// A metric's gains and their running sums, so that the value of any rank, ties included, is a look-up.
struct GainTable: Sendable {
    /// `gains[r - 1]` is the gain of rank `r`; `[cutoff]`, shortened to the catalog.
    private let gains: [Double]
    /// `sums[n]` is the sum of the gains of ranks `1 … n`; `[cutoff + 1]`.
    private let sums: [Double]
    private let ties: TiePolicy

    /// A table for ranks up to the metric's cutoff, or up to `itemCount` where that is less.
    init(_ metric: Metric, itemCount: Int, ties: TiePolicy) {
        let length = max(0, min(metric.cutoff ?? itemCount, itemCount))
        let gains = (0..<length).map { metric.gain(atRank: $0 + 1) }
        self.gains = gains
        self.sums = gains.reduce(into: [0]) { sums, gain in sums.append((sums.last ?? 0) + gain) }
        self.ties = ties
    }

    /// What an event with this rank is worth.
    func value(of rank: TargetRank) -> Double {
        guard rank.tiedCount > 0 else { return 0 }
        let better = Int(rank.betterCount)
        let tied = Int(rank.tiedCount)
        switch ties {
        case .optimistic: return gain(atIndex: better)
        case .pessimistic: return gain(atIndex: better + tied - 1)
        case .expected: return tied == 1 ? gain(atIndex: better) : meanGain(from: better, to: better + tied)
        }
    }

    private func gain(atIndex index: Int) -> Double {
        index < gains.count ? gains[index] : 0
    }

    /// The mean gain of ranks `lower + 1 … upper`; ranks beyond the table gain nothing.
    private func meanGain(from lower: Int, to upper: Int) -> Double {
        guard lower < gains.count else { return 0 }
        return (sums[min(upper, gains.count)] - sums[lower]) / Double(upper - lower)
    }
}
