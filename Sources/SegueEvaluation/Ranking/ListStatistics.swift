import SegueModels

/// Coverage and popularity of the recommended lists. All sums are integers, so the order of the lists does not matter.
struct ListStatistics {
    private let cutoffs: [Int]
    private let itemTrainingCounts: [Int]
    private var selector: TopSelector
    /// For each item the shortest cutoff's index at which it was recommended; `cutoffs.count` if never.
    private var firstCutoff: [UInt8]
    private var popularitySums: [Int]
    private var recommendedCounts: [Int]

    init(cutoffs: [Int], itemTrainingCounts: [Int]) {
        self.cutoffs = Array(Set(cutoffs).sorted().prefix(Int(UInt8.max)))
        self.itemTrainingCounts = itemTrainingCounts
        selector = TopSelector(count: min(self.cutoffs.last ?? 0, itemTrainingCounts.count))
        firstCutoff = [UInt8](repeating: UInt8(self.cutoffs.count), count: itemTrainingCounts.count)
        popularitySums = [Int](repeating: 0, count: self.cutoffs.count)
        recommendedCounts = popularitySums
    }

    /// Adds the list that a score row `[items]` recommends.
    mutating func add(_ row: UnsafeBufferPointer<Float>) {
        selector.select(from: row)
        var level = 0
        for (rank, recommended) in selector.selection.enumerated() {
            while rank >= cutoffs[level] { level += 1 }
            let column = Int(recommended.item) - 1
            firstCutoff[column] = min(firstCutoff[column], UInt8(level))
            popularitySums[level] += itemTrainingCounts[column]
            recommendedCounts[level] += 1
        }
    }

    /// Coverage and popularity at every cutoff; no entry where nothing was recommended.
    var values: [Metric: Double] {
        var values: [Metric: Double] = [:]
        var covered = 0
        var popularity = 0
        var recommended = 0
        for (level, cutoff) in cutoffs.enumerated() {
            covered += firstCutoff.count { $0 == UInt8(level) }
            popularity += popularitySums[level]
            recommended += recommendedCounts[level]
            guard recommended > 0 else { continue }
            values[.coverage(at: cutoff)] = Double(covered) / Double(firstCutoff.count)
            values[.popularity(at: cutoff)] = Double(popularity) / Double(recommended)
        }
        return values
    }
}
