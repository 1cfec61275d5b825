import Foundation
import SegueData
import Testing

@testable import SegueEvaluation

/// Metrics against an implementation that lists, for every event, every order of the tied items' ranks.
@Suite("Metrics equal brute force")
struct BruteForceTests {
    private let cutoffs = [1, 3, 10, 60]

    @Test(arguments: TiePolicy.allCases, Averaging.allCases)
    func onRandomScoresWithTies(ties: TiePolicy, averaging: Averaging) throws {
        var generator = SeededGenerator(seed: 5)
        for (itemCount, levels) in [(40, 4), (40, 1), (37, 100_000), (3, 2)] {
            let queries = randomQueries(25, itemCount: itemCount, generator: &generator)
            let seed = generator.next()
            let score = { (query: Int, position: Int, column: Int) -> Float in
                var own = SeededGenerator(seed: seed &+ UInt64(query * 10_000 + position * 100 + column))
                return Float(own.next() % UInt64(levels)) / 8
            }
            let set = try evaluationSet(queries, itemCount: itemCount)
            let evaluator = try RankingEvaluator(options: options(cutoffs, ties: ties, averaging: averaging))
            let result = try evaluator.evaluate(
                TableModel(itemCount: itemCount, score: score), named: "random", on: set
            ).evaluation
            for cutoff in cutoffs {
                for kind in [MetricKind.recall, .hitRate, .mrr, .ndcg] {
                    let expected = bruteForce(
                        kind, cutoff, queries: queries, itemCount: itemCount, ties: ties, averaging: averaging,
                        score: score)
                    #expect(agree(result[Metric(kind, at: cutoff)], expected), "\(kind) \(cutoff) \(itemCount)")
                }
            }
        }
    }

    private func bruteForce(
        _ kind: MetricKind, _ cutoff: Int, queries: [NextItemQuery], itemCount: Int, ties: TiePolicy,
        averaging: Averaging,
        score: (Int, Int, Int) -> Float
    ) -> Double {
        var valuesOfUser: [Int32: [Double]] = [:]
        for (index, query) in queries.enumerated() {
            let items = Array(query.items)
            for position in query.positions {
                let scores = (0..<itemCount).map { score(index, position, $0) }
                let target = Int(items[position]) - 1
                let ranks = ranksOfTarget(target, scores: scores)
                let values = ranks.map { gain(kind, rank: $0, cutoff: cutoff) }
                let value =
                    switch ties {
                    case .optimistic: gain(kind, rank: ranks[0], cutoff: cutoff)
                    case .pessimistic: gain(kind, rank: ranks[ranks.count - 1], cutoff: cutoff)
                    case .expected: values.reduce(0, +) / Double(values.count)
                    }
                valuesOfUser[query.user, default: []].append(value)
            }
        }
        let lists = averaging == .event ? [valuesOfUser.values.flatMap { $0 }] : Array(valuesOfUser.values)
        let means = lists.map { $0.reduce(0, +) / Double($0.count) }
        return means.reduce(0, +) / Double(means.count)
    }

    /// Sorts the catalog once for each rank that the target can take among the items that tie with it.
    private func ranksOfTarget(_ target: Int, scores: [Float]) -> [Int] {
        let tied = scores.indices.filter { $0 != target && scores[$0] == scores[target] }
        return (0...tied.count).map { ahead in
            let favored = Set(tied.prefix(ahead))
            let order = scores.indices.sorted { left, right in
                if scores[left] != scores[right] { return scores[left] > scores[right] }
                let key = { (item: Int) in favored.contains(item) ? 0 : item == target ? 1 : 2 }
                return (key(left), left) < (key(right), right)
            }
            return (order.firstIndex(of: target) ?? -1) + 1
        }
    }

    private func gain(_ kind: MetricKind, rank: Int, cutoff: Int) -> Double {
        if rank > cutoff { return 0 }
        switch kind {
        case .mrr: return 1.0 / Double(rank)
        case .ndcg: return log(2.0) / log(Double(rank) + 1)
        default: return 1
        }
    }
}
