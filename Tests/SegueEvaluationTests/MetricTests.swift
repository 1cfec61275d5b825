import Foundation
import Testing

@testable import SegueEvaluation

@Suite("Metrics of one event")
struct MetricTests {
    /// Textbook values: 1/log2(3) = 0.63093, 1/log2(21) = 0.22767.
    @Test func gainsAreTheTextbookOnes() {
        #expect(Metric.recall(at: 20).gain(atRank: 20) == 1)
        #expect(Metric.recall(at: 20).gain(atRank: 21) == 0)
        #expect(Metric.hitRate(at: 1).gain(atRank: 1) == 1)
        #expect(Metric.mrr(at: 20).gain(atRank: 4) == 0.25)
        #expect(Metric.mrr(at: 3).gain(atRank: 4) == 0)
        #expect(agree(Metric.ndcg(at: 10).gain(atRank: 2), 0.6309297535714575))
        #expect(agree(Metric.ndcg(at: 20).gain(atRank: 20), 0.22767024869695302))
        #expect(Metric.ndcg(at: 10).gain(atRank: 1) == 1)
        #expect(Metric.recall(at: 20).gain(atRank: 0) == 0)
    }

    @Test func countsBetterAndTiedItems() {
        let scores: [Float] = [0.5, 2, 0.5, -1, 0.5, 3]
        scores.withUnsafeBufferPointer { row in
            #expect(TargetRank.counting(column: 0, in: row) == TargetRank(betterCount: 2, tiedCount: 3))
            #expect(TargetRank.counting(column: 5, in: row) == TargetRank(betterCount: 0, tiedCount: 1))
            #expect(TargetRank.counting(column: 3, in: row) == TargetRank(betterCount: 5, tiedCount: 1))
            #expect(TargetRank.counting(column: 6, in: row) == nil)
            #expect(TargetRank.counting(column: -1, in: row) == nil)
        }
    }

    @Test(arguments: [0, 15, 16, 32, 34]) func findsWhatIsNotANumberAnywhere(column: Int) {
        var scores = [Float](repeating: 1, count: 35)
        scores[column] = .nan
        scores.withUnsafeBufferPointer { #expect(TargetRank.counting(column: 1, in: $0) == nil) }
    }

    @Test func minusInfinityIsNoCandidate() {
        let scores: [Float] = [-.infinity, 1, -.infinity, .infinity]
        scores.withUnsafeBufferPointer { row in
            #expect(TargetRank.counting(column: 0, in: row) == .miss)
            #expect(TargetRank.counting(column: 1, in: row) == TargetRank(betterCount: 1, tiedCount: 1))
            #expect(TargetRank.counting(column: 3, in: row) == TargetRank(betterCount: 0, tiedCount: 1))
        }
        for ties in TiePolicy.allCases {
            #expect(GainTable(.recall(at: 100), itemCount: 4, ties: ties).value(of: .miss) == 0)
        }
    }

    /// With two better and three tied items the ranks are 3, 4, 5: (1/3 + 1/4) / 3 at cutoff 4.
    @Test func tiePoliciesDiffer() {
        let rank = TargetRank(betterCount: 2, tiedCount: 3)
        let value = { (metric: Metric, ties: TiePolicy) in
            GainTable(metric, itemCount: 50, ties: ties).value(of: rank)
        }
        #expect(value(.mrr(at: 4), .optimistic) == 1.0 / 3)
        #expect(value(.mrr(at: 4), .pessimistic) == 0)
        #expect(value(.mrr(at: 5), .pessimistic) == 0.2)
        #expect(agree(value(.mrr(at: 4), .expected), 7.0 / 36))
        #expect(agree(value(.recall(at: 4), .expected), 2.0 / 3))
        #expect(value(.recall(at: 3), .optimistic) == 1)
        #expect(value(.recall(at: 2), .optimistic) == 0)
    }

    @Test func namesRoundTrip() throws {
        for kind in MetricKind.all where kind.hasCutoff {
            let metric = Metric(kind, at: 20)
            #expect(Metric(rawValue: metric.rawValue) == metric)
        }
        for kind in MetricKind.rating + MetricKind.click where !kind.hasCutoff {
            #expect(Metric(rawValue: kind.name) == Metric(kind) && Metric(kind).rawValue == kind.name)
            #expect(Metric(rawValue: "\(kind.name)@20") == nil)
        }
        #expect(
            Set(MetricKind.all.flatMap { [$0.name] + $0.aliases }).count
                == MetricKind.all.reduce(0) { $0 + 1 + $1.aliases.count })
        #expect(Metric(rawValue: "LogLoss") == .logLoss && Metric(rawValue: "AUC") == .auc)
        #expect(Metric.problem(with: "rmes").contains("did you mean 'rmse'?"))
        #expect(Metric.problem(with: "rmse@5").contains("did you mean 'rmse'?"))
        for name in ["recall", "recall@", "recall@0", "recall@-1", "recall@1.5", "recall@٣", "x@3", "recall@3@4", ""] {
            #expect(Metric(rawValue: name) == nil, "\(name)")
        }
        #expect(MetricKind.ranking.map(\.name) == ["recall", "hit_rate", "mrr", "ndcg", "coverage", "popularity"])
        #expect(Array(MetricKind.all.prefix(6)) == MetricKind.ranking, "the order of tables")
        #expect(
            [Metric.ndcg(at: 2), .recall(at: 9), .recall(at: 3)].sorted().map(\.rawValue) == [
                "recall@3", "recall@9", "ndcg@2",
            ])
        let data = try JSONEncoder().encode([Metric.hitRate(at: 5): 0.5])
        #expect(String(bytes: data, encoding: .utf8) == #"{"hit_rate@5":0.5}"#)
        #expect(try JSONDecoder().decode([Metric: Double].self, from: data) == [.hitRate(at: 5): 0.5])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Metric].self, from: Data(#"["x@1"]"#.utf8)) }
    }
}
