import SegueData

/// The train rows of each item, rising.
struct ItemOccurrences {
    /// Bounds of the items: `[items + 1]`.
    let offsets: [Int]
    /// Rows of the log.
    let rows: [Int]
    /// For each of `rows` the row after the last train row of its user.
    let ends: [Int]

    init(_ training: TrainingSequences) {
        var offsets = [0]
        for count in training.itemCounts { offsets.append((offsets.last ?? 0) + count) }
        var (rows, ends) = (
            [Int](repeating: 0, count: training.interactionCount), [Int](repeating: 0, count: training.interactionCount)
        )
        var next = offsets
        for user in training.userIndices {
            let own = training.rows(ofUser: user)
            for row in own {
                let column = Int(training.log.itemColumn[row]) - 1
                rows[next[column]] = row
                ends[next[column]] = own.upperBound
                next[column] += 1
            }
        }
        self.offsets = offsets
        self.rows = rows
        self.ends = ends
    }
}

/// One thread's counting of the rules that start at items: see ``SequentialRules``.
///
/// Sums are made in double precision in the order of the rows, so that they do not depend on the number of threads.
final class RuleSearch: NeighborSource {
    private let training: TrainingSequences
    private let occurrences: ItemOccurrences
    private let shares: [Double]
    private let divisors: [Double]
    private let limit: Int?
    private var sums: [Double]
    private var touched: [Int] = []

    /// - Parameters:
    ///   - training: The sequences.
    ///   - occurrences: Their rows by item.
    ///   - window: How many steps a rule may bridge.
    ///   - divisors: What the weights of rules that lead to each item are divided by.
    ///   - limit: How many rules are kept; nil for all.
    init(
        training: TrainingSequences, occurrences: ItemOccurrences, window: Int, divisors: [Double], limit: Int?
    ) {
        self.training = training
        self.occurrences = occurrences
        shares = (1...max(1, window)).map { 1 / Double($0) }
        self.divisors = divisors
        self.limit = limit
        sums = [Double](repeating: 0, count: divisors.count)
    }

    func search(_ column: Int, columns: inout [Int32], similarities: inout [Float]) -> Int {
        count(column)
        var found = touched.map { (similarity: Float(sums[$0] / divisors[$0]), column: Int32(clamping: $0)) }
        for column in touched { sums[column] = 0 }
        touched.removeAll(keepingCapacity: true)
        // Too small for a single-precision number is no rule.
        found.removeAll { $0.similarity <= 0 }
        found.sort { $0.similarity != $1.similarity ? $0.similarity > $1.similarity : $0.column < $1.column }
        let kept = found.prefix(limit ?? found.count)
        columns += kept.map(\.column)
        similarities += kept.map(\.similarity)
        return kept.count
    }

    private func count(_ column: Int) {
        training.log.itemColumn.withUnsafeBufferPointer { items in
            for index in occurrences.offsets[column]..<occurrences.offsets[column + 1] {
                let row = occurrences.rows[index]
                let reach = min(shares.count, occurrences.ends[index] - row - 1)
                for step in 0..<max(0, reach) {
                    let target = Int(items[row + 1 + step]) - 1
                    if sums[target] == 0 { touched.append(target) }
                    sums[target] += shares[step]
                }
            }
        }
    }
}
