import Foundation
import SegueData

extension RankingBlend {
    /// Weights that are tried.
    static let grid: [Float] = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3]
    /// At most so many numbers are kept for the search, a gibibyte of memory; of more queries some are left out evenly.
    private static let searchSize = 1 << 28

    /// Learns the weights.
    /// - Parameters:
    ///   - queries: Validation queries, with their targets.
    ///   - excludesSeen: Whether items of the history are no answers.
    ///   - threads: How many threads rank.
    /// - Throws: ``FittingError`` without a query.
    public func weigh(on queries: [NextItemQuery], excludesSeen: Bool, threads: Int) throws {
        var table = BlendTable(itemCount: itemCount, memberCount: weightCount, threads: threads)
        let room = max(1, Self.searchSize / max(1, itemCount * weightCount))
        let stride = max(1, (queries.count + room - 1) / room)
        let chosen = queries.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
        for part in parts(of: chosen) { try add(part, of: chosen, excludesSeen: excludesSeen, to: &table) }
        guard !table.targets.isEmpty else {
            throw FittingError.unsuitable(
                model: "Blend", problem: "it learns its weights from the validation part, which has no event",
                remedy: "give the split a validation part")
        }
        weights = table.best(among: Self.grid)
    }

    private func add(
        _ part: Part, of queries: [NextItemQuery], excludesSeen: Bool, to table: inout BlendTable
    ) throws {
        let targets = part.rows.map { queries[$0.query].target(at: $0.position) ?? 0 }
        let isCounted = zip(part.rows, targets).map { row, target in
            target >= 1 && Int(target) <= itemCount
                && !(excludesSeen && queries[row.query].items.prefix(row.position).contains(target))
        }
        for member in 0..<weightCount {
            try scaledScores(member, part) { offset, row in
                guard isCounted[offset] else { return }
                if excludesSeen, member == 0 {
                    let place = part.rows[offset]
                    for item in queries[place.query].items.prefix(place.position)
                    where item >= 1 && Int(item) <= itemCount { row[Int(item) - 1] = -.infinity }
                }
                table.add(row, member: member)
            }
        }
        table.targets += zip(targets, isCounted).filter(\.1).map(\.0)
    }
}

/// The scaled scores of all members for some questions with known answers.
struct BlendTable {
    let itemCount: Int
    let threads: Int
    /// The right answers, from 1.
    var targets: [Int32] = []
    /// For each member `[questions, items]`.
    private var scores: [[Float]]

    init(itemCount: Int, memberCount: Int, threads: Int) {
        self.itemCount = itemCount
        self.threads = threads
        scores = Array(repeating: [], count: memberCount)
    }

    mutating func add(_ row: UnsafeMutableBufferPointer<Float>, member: Int) { scores[member] += row }

    /// NDCG@10 of weighted sums; of equal scores half count as better.
    func quality(_ weights: [Float]) -> Double {
        guard !targets.isEmpty else { return 0 }
        var gains = [Double](repeating: 0, count: targets.count)
        gains.withUnsafeMutableBufferPointer { gains in
            nonisolated(unsafe) let gains = gains
            Parallel.parts(of: targets.count, threads: threads) { part in
                for question in part { gains[question] = gain(of: question, weights) }
            }
        }
        return gains.reduce(0, +) / Double(targets.count)
    }

    private func gain(of question: Int, _ weights: [Float]) -> Double {
        var sums = [Float](repeating: 0, count: itemCount)
        for (member, weight) in weights.enumerated() where weight != 0 {
            scores[member].withUnsafeBufferPointer { scores in
                let start = question * itemCount
                for item in 0..<itemCount { sums[item] += weight * scores[start + item] }
            }
        }
        let mine = sums[Int(targets[question]) - 1]
        var (better, equal) = (0, -1)
        for sum in sums {
            better += sum > mine ? 1 : 0
            equal += sum == mine ? 1 : 0
        }
        let rank = 1 + Double(better) + Double(equal) / 2
        return rank <= 10 ? 1 / log2(1 + rank) : 0
    }

    /// The first member's weight is 1; the others' are found one after the other, until a round changes nothing.
    func best(among grid: [Float]) -> [Float] {
        var weights = [Float](repeating: 0, count: scores.count)
        guard !weights.isEmpty else { return weights }
        weights[0] = 1
        var best = quality(weights)
        for _ in 0..<8 {
            let before = weights
            for member in weights.indices.dropFirst() {
                for candidate in grid where candidate != weights[member] {
                    var tried = weights
                    tried[member] = candidate
                    let quality = quality(tried)
                    if quality > best { (best, weights) = (quality, tried) }
                }
            }
            if weights == before { break }
        }
        return weights
    }
}
