import Foundation
import SegueData
import Testing

@testable import SegueEvaluation

@Suite("Intervals and tests")
struct SignificanceTests {
    /// python3 -c "import numpy as np; from scipy import stats; print(stats.permutation_test((np.array(D),), np.sum,
    /// permutation_type='samples', n_resamples=np.inf).pvalue)"
    @Test func randomizationEqualsSciPyOnSmallSamples() {
        let test = PairedRandomizationTest()
        #expect(test.pValue(of: [0.12, -0.03, 0.2, 0.0, 0.05, -0.08, 0.11, 0.07]) == 0.140625)
        #expect(test.pValue(of: [1, 1, 1, 1, 1]) == 0.0625)
        #expect(test.pValue(of: [-1, -1, -1, -1, -1]) == 0.0625)
        #expect(test.pValue(of: [3, -1, 2, 4, -2, 5, 1, 6, -3, 2, 1, 2]) == 0.07373046875)
        #expect(test.pValue(of: [2]) == 1)
        #expect(test.pValue(of: [0, 0, 0]) == 1)
        #expect(test.pValue(of: []) == nil)
    }

    /// D = sin(0 … 39) / 2 + 0.12. SciPy's test with 2,000,000 permutations gives 0.022729, Student's t 0.022127.
    @Test func sampledRandomizationIsNearSciPy() {
        let differences = (0..<40).map { sin(Double($0)) * 0.5 + 0.12 }
        var test = PairedRandomizationTest()
        test.permutations = 100_000
        let value = test.pValue(of: differences) ?? 0
        #expect(abs(value - 0.022729) < 0.002)
        #expect(test.pValue(of: differences) == value)
        #expect(test.pValue(of: differences.map { $0 + 10 }) == 1.0 / 100_001)
    }

    /// R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives 0.03 0.06 0.06 0.02.
    @Test func holmEqualsR() {
        let adjusted = HolmCorrection.adjusted([0.01, 0.04, 0.03, 0.005])
        for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(agree(value, expected)) }
        #expect(HolmCorrection.adjusted([0.5, 0.9]) == [1, 1])
        #expect(HolmCorrection.adjusted([]).isEmpty)
    }

    /// python3 -c "import numpy as np; print(np.quantile([1,2,4,8,16], [.025,.3,.5,.975,1]))"
    @Test func quantilesEqualNumPy() {
        let sorted: [Double] = [1, 2, 4, 8, 16]
        for (probability, expected) in [(0.025, 1.1), (0.3, 2.4), (0.5, 4), (0.975, 15.2), (1, 16)] {
            #expect(agree(Quantile.value(probability, ofSorted: sorted), expected))
        }
        #expect(Quantile.value(0.5, ofSorted: []) == nil)
    }

    /// x = 0.3 sin(1.7 i) + 0.5 and n = i mod 7 + 1 events, i = 0 … 59. From scipy.stats.bootstrap with
    /// method='percentile', n_resamples=1000000: mean of x 0.44632 … 0.55270; Σ n x / Σ n (paired) 0.44502 … 0.56261.
    @Test func bootstrapIsNearSciPy() throws {
        let means = (0..<60).map { sin(Double($0) * 1.7) * 0.3 + 0.5 }
        let events = (0..<60).map { $0 % 7 + 1 }
        let table = try PerUserMetrics(
            metrics: [.mrr(at: 20)], users: (1...60).map { Int32($0) }, events: events,
            sums: zip(means, events).map { $0 * Double($1) })
        var bootstrap = Bootstrap()
        bootstrap.resamples = 20_000
        for (averaging, lower, upper) in [(Averaging.user, 0.44632, 0.55270), (.event, 0.44502, 0.56261)] {
            let interval = try #require(bootstrap.intervals(for: table, averaging: averaging)[.mrr(at: 20)])
            #expect(abs(interval.lower - lower) < 0.002)
            #expect(abs(interval.upper - upper) < 0.002)
        }
        #expect(agree(table.mean(of: .mrr(at: 20), averaging: .user), 0.4994860255231701))
        #expect(agree(table.mean(of: .mrr(at: 20), averaging: .event), 0.5040168835634968))
    }

    @Test func constantValuesHaveNoSpread() throws {
        let table = try PerUserMetrics(
            metrics: [.recall(at: 1)], users: [1, 2], events: [4, 8], sums: [1, 2])
        #expect(
            Bootstrap().intervals(for: table, averaging: .event)
                == [.recall(at: 1): ConfidenceInterval(lower: 0.25, upper: 0.25, confidence: 0.95)])
        #expect(throws: EvaluationError.self) {
            var bootstrap = Bootstrap()
            bootstrap.confidence = 1
            try bootstrap.validate()
        }
    }

    /// One user cannot tell how much users differ: no interval, no test, and the result says so; a second one can.
    @Test(arguments: [(1, true), (2, false)])
    func oneUserHasNeitherIntervalNorTest(users: Int32, isSilent: Bool) throws {
        let set = try evaluationSet((1...users).map { query(user: $0, items: [1, 2, 1], from: 0) }, itemCount: 3)
        var settings = options([1])
        settings.bootstrap = Bootstrap()
        let evaluate = { (name: String, sign: Float) in
            try RankingEvaluator(options: settings).evaluate(
                TableModel(itemCount: 3) { _, _, column in sign * Float(column) }, named: name, on: set)
        }
        let (one, other) = (try evaluate("one", -1), try evaluate("other", 1))
        #expect(one.evaluation.intervals.isEmpty == isSilent)
        #expect(
            one.evaluation.notes
                == (isSilent ? ["No intervals: 1 user cannot tell how much users differ; it takes two."] : []))
        #expect(try SignificanceTest().compare([other], with: one, on: [.recall(at: 1)]).isEmpty == isSilent)
        let mean = try EvaluationOutcome.mean(of: [one, one], bootstrap: Bootstrap()).evaluation
        #expect(mean.intervals.isEmpty == isSilent)
        let table = try ResultTable(title: "T", evaluations: [mean], metrics: [.recall(at: 1)])
        #expect((table.rows[0].cells[0].spread == nil) == isSilent)
        #expect(table.notes.contains { $0.hasPrefix("No intervals") } == isSilent)
    }

    /// 12 users with one event each; one model hits all, another the first three: 9 differences of 1, p = 2 / 2⁹.
    @Test func modelsAreComparedOverTheSameUsers() throws {
        let set = try evaluationSet((1...12).map { query(user: $0, items: [Int32($0)], from: 0) }, itemCount: 12)
        let evaluator = try RankingEvaluator(options: options([1]))
        let outcome = { (name: String, hits: Int) in
            let model = TableModel(itemCount: 12) { query, _, column in
                column == query ? (query < hits ? 1 : -1) : 0
            }
            return try evaluator.evaluate(model, named: name, on: set)
        }
        let poor = try outcome("poor", 3)
        let comparisons = try SignificanceTest().compare(
            [try outcome("good", 12), try outcome("fair", 4)], with: poor, on: [.recall(at: 1), .coverage(at: 1)])
        #expect(comparisons.map(\.model) == ["good", "fair"])
        #expect(comparisons[0].difference == 0.75)
        #expect(comparisons[0].pValue == 0.00390625)
        #expect(comparisons[0].adjustedPValue == 0.0078125)
        #expect(comparisons[0].users == 12)
        #expect(comparisons[0].interval.lower > 0.4)
        #expect(comparisons[0].isSignificant())
        #expect(comparisons[1].pValue == 1)
        #expect(!comparisons[1].isSignificant())
    }

    @Test func differentEventsAreIncomparable() throws {
        let evaluate = { (users: ClosedRange<Int32>, averaging: Averaging) in
            let set = try evaluationSet(users.map { query(user: $0, items: [1], from: 0) }, itemCount: 3)
            return try RankingEvaluator(options: options([1], averaging: averaging))
                .evaluate(TableModel(itemCount: 3) { _, _, _ in 0 }, named: "m", on: set)
        }
        let one = try evaluate(1...3, .event)
        for other in [try evaluate(2...4, .event), try evaluate(1...4, .event), try evaluate(1...3, .user)] {
            #expect(throws: EvaluationError.self) {
                try SignificanceTest().compare([one], with: other, on: [.recall(at: 1)])
            }
        }
    }

    /// Values 0.2, 0.3, 0.4: mean 0.3, sample standard deviation 0.1.
    @Test func seedsAreSummarized() throws {
        let set = try evaluationSet([query(user: 1, items: [1, 1], from: 0)], itemCount: 2)
        let outcome = try RankingEvaluator(options: options([1])).evaluate(
            TableModel(itemCount: 2) { _, _, _ in 0 }, named: "m", on: set)
        let runs = [0.2, 0.3, 0.4].map { value in
            var run = outcome
            run.evaluation.values = [.recall(at: 1): value]
            return run
        }
        let summary = SeedSummary(runs.map(\.evaluation))
        #expect(summary.runs == 3)
        #expect(agree(summary.means[.recall(at: 1)], 0.3))
        #expect(agree(summary.standardDeviations[.recall(at: 1)], 0.1))
        #expect(SeedSummary([runs[0].evaluation]).standardDeviations.isEmpty)
        let mean = try EvaluationOutcome.mean(of: runs, bootstrap: Bootstrap())
        #expect(agree(mean.evaluation.recall(at: 1), 0.3))
        #expect(mean.users == outcome.users)
        #expect(throws: EvaluationError.self) { try EvaluationOutcome.mean(of: []) }
    }
}
