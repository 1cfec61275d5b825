import Foundation
import SegueData
import Testing

@testable import SegueEvaluation

/// Records, tests, seeds and tables of ratings and clicks: the code of ranking, on the same table.
@Suite("Reports on ratings and clicks")
struct PointwiseReportTests {
    private func ratings(
        _ name: String, scale: Float = 1, shift: Float = 0, options change: (inout RatingOptions) -> Void = { _ in }
    ) throws -> EvaluationOutcome {
        let (set, predictions) = try PointwiseExamples.ratings()
        var options = RatingOptions()
        options.bootstrap = Bootstrap()
        options.bootstrap?.resamples = 500
        change(&options)
        return try RatingEvaluator(options: options).evaluate(
            predictions.map { scale * $0 + shift }, named: name, on: set)
    }

    private func clicks(_ name: String, scale: Float = 1, noise: Float = 0) throws -> EvaluationOutcome {
        let (set, logits) = try PointwiseExamples.clicks()
        var options = ClickOptions()
        options.bootstrap = Bootstrap()
        options.bootstrap?.resamples = 200
        let changed = logits.enumerated().map { scale * $1 + noise * Float($0 % 13) }
        return try ClickEvaluator(options: options).evaluate(changed, named: name, on: set)
    }

    @Test func recordsSayWhatRan() throws {
        let set = try PointwiseExamples.set(
            users: [1, 2, 2], labels: [3, 4, 5],
            steps: [
                .preparation(.shuffledTies(seed: 3)), .described(.filter, "users of 20 or more ratings"),
                .described(.split, "users held out 80/10/10"), .described(.examples, "later half of each user"),
            ])
        var options = RatingOptions()
        options.range = 0.5...5
        options.step = 0.5
        let record = try RatingEvaluator(options: options).evaluate([3, 3, 3], named: "m", on: set)
            .evaluation.protocolRecord
        #expect(
            record.text
                == "interactions of equal time shuffled (seed 3), users of 20 or more ratings, users held out 80/10/10, later "
                + "half of each user, predictions unclipped (clipped RMSE and accuracy: to 0.5 … 5), accuracy after rounding "
                + "to steps of 0.5, halves to even, average per event, 3 ratings of 2 users")
        #expect(record.task == .rating && record.letter == nil && record.name == nil && record.departures.isEmpty)
        let data = try JSONEncoder().encode(record)
        #expect(try JSONDecoder().decode(ProtocolRecord.self, from: data) == record)
        let keys = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any]).keys
        #expect(keys.contains("task") && !keys.contains("ties") && !keys.contains("excludesSeen"))
    }

    @Test func recordsOfClicksSayHowAUCsAreMade() throws {
        let outcome = try clicks("m")
        #expect(
            outcome.evaluation.protocolRecord.text
                == "AUC: ties count one half, gAUC weighted by examples, log loss of probabilities clipped to 1e-07 from 0 "
                + "and 1, ECE over 15 bins of equal width, average per event, interval of AUC: DeLong's, users as "
                + "clusters; of normalized entropy: users drawn again, 600 examples (103 clicks) of 17 users")
        let data = try JSONEncoder().encode(outcome.evaluation)
        #expect(try JSONDecoder().decode(Evaluation.self, from: data) == outcome.evaluation)
    }

    @Test func recordsOfRankingAreAsTheyWere() throws {
        let set = try evaluationSet([query(user: 1, items: [1, 2], from: 0)], itemCount: 3)
        let result = try RankingEvaluator().evaluate(
            TableModel(itemCount: 3) { _, _, _ in 0 }, named: "m", on: set
        ).evaluation
        let record = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(result.protocolRecord)) as? [String: Any])
        #expect(record["task"] == nil && record["ties"] as? String == "expected")
        let counts = try #require(record["counts"] as? [String: Any])
        #expect(counts.keys.sorted() == ["events", "items", "repeatedTargets", "unseenTargets", "users"])
    }

    /// The less the better: the model that is nearer to the ratings is marked, and the best of the column is the least.
    @Test func lowerErrorsAreBetter() throws {
        let (plain, shrunk) = (try ratings("plain"), try ratings("shrunk", scale: 0.75, shift: 0.75))
        let metrics: [Metric] = [.rmse, .mae, .accuracy]
        let comparisons = try SignificanceTest().compare([shrunk], with: plain, on: metrics)
        let rmse = try #require(comparisons.first { $0.metric == .rmse })
        let (one, other) = (try #require(shrunk.evaluation[.rmse]), try #require(plain.evaluation[.rmse]))
        #expect(rmse.difference == one - other && rmse.difference < 0)
        #expect(rmse.interval.lower < rmse.difference && rmse.difference < rmse.interval.upper)
        #expect(rmse.pValue < 0.001)
        let table = try ResultTable(
            title: "T", evaluations: [plain.evaluation, shrunk.evaluation], metrics: metrics, comparisons: comparisons)
        #expect(table.rows[1].cells[0].significance == .better && table.rows[1].cells[1].significance == .better)
        #expect(table.markdown().contains("| shrunk | **"))
        #expect(
            table.notes.last
                == "Accuracy: share of predictions that are the rating, once clipped to its range, if given, and rounded."
        )
        let worse = try SignificanceTest().compare([plain], with: shrunk, on: [.rmse])
        #expect(try #require(worse.first).pValue == rmse.pValue, "the same test from the other side")
        #expect(ResultTable.Significance(try #require(worse.first), level: 0.05) == .worse)
    }

    /// Sign patterns of the users' squares and of the roots order alike: p = 2 / 2⁵ where all five users say the same.
    @Test func rootsAreTestedBySquares() throws {
        let set = try PointwiseExamples.set(users: [1, 2, 3, 4, 5], labels: [1, 1, 1, 1, 1])
        let evaluate = { (error: Float) in
            try RatingEvaluator().evaluate([Float](repeating: 1 + error, count: 5), named: "\(error)", on: set)
        }
        let comparison = try #require(
            try SignificanceTest().compare([try evaluate(0.5)], with: try evaluate(1), on: [.rmse]).first)
        #expect(comparison.pValue == 0.0625 && comparison.difference == -0.5 && comparison.users == 5)
        #expect(comparison.interval == ConfidenceInterval(lower: -0.5, upper: -0.5, confidence: 0.95))
        let same = try SignificanceTest().compare([try evaluate(1)], with: try evaluate(1), on: [.rmse])
        #expect(same.first?.pValue == 1 && same.first?.difference == 0)
    }

    /// gAUC and the users' AUC are sums and are tested, the AUC over all rows by DeLong's test; what is better neither way is
    /// not, and the table says why.
    @Test func metricsAreTestedAsTheyCanBe() throws {
        let (own, noisy) = (try clicks("own"), try clicks("noisy", noise: 0.75))
        let metrics: [Metric] = [.auc, .userAUC, .gauc, .logLoss, .calibration]
        let comparisons = try SignificanceTest().compare([noisy], with: own, on: metrics)
        #expect(comparisons.map(\.metric) == [.auc, .userAUC, .gauc, .logLoss])
        let loss = try #require(comparisons.last)
        #expect(loss.difference > 0 && ResultTable.Significance(loss, level: 0.05) == .worse)
        let table = try ResultTable(
            title: "T", evaluations: [own.evaluation, noisy.evaluation], metrics: metrics, comparisons: comparisons)
        #expect(
            table.notes.contains("Calibration: no paired test, for neither more nor less of it is better."))
        #expect(table.columns.map(\.direction) == [.higher, .higher, .higher, .lower, nil])
        #expect(SignificanceTest.reasonForNoTest(of: .recall(at: 20)) == nil)
        #expect(SignificanceTest.reasonForNoTest(of: .coverage(at: 20)) != nil)
    }

    /// A user with one label has no AUC and is no part of its test: p = 2 / 2¹² for the twelve others.
    @Test(arguments: Averaging.allCases) func usersWithoutAValueAreNoPartOfItsTest(averaging: Averaging) throws {
        let users = (Int32(1)...13).flatMap { [$0, $0] }
        let set = try PointwiseExamples.set(users: users, labels: (0..<26).map { $0 < 24 ? Float($0 % 2) : 0 })
        var options = ClickOptions()
        options.averaging = averaging
        let evaluate = { (sign: Float) in
            try ClickEvaluator(options: options).evaluate(
                (0..<26).map { sign * Float($0 % 2) }, named: "m", on: set)
        }
        let (good, bad) = (try evaluate(1), try evaluate(-1))
        let comparisons = try SignificanceTest().compare([good], with: bad, on: [.userAUC, .gauc])
        #expect(comparisons.map(\.difference) == [1, 1] && comparisons.map(\.pValue) == [1.0 / 2_048, 1.0 / 2_048])
        #expect(comparisons.map(\.interval.lower) == [1, 1])
    }

    @Test func intervalsThatCannotBeAreNamed() throws {
        let set = try PointwiseExamples.set(users: [1, 1, 2, 2, 3, 3], labels: [0, 1, 0, 0, 0, 0])
        var options = ClickOptions()
        options.bootstrap = Bootstrap()
        let result = try ClickEvaluator(options: options).evaluate([0, 1, 2, 3, 4, 5], named: "m", on: set).evaluation
        #expect(result.intervals.keys.sorted() == [.auc, .logLoss, .brier])
        #expect(
            result.notes.contains(
                "No interval of User AUC, gAUC, Norm. entropy, Calibration: undefined in some resamples of the users."
            ))
    }

    /// Means over seeds keep the interval of the AUC; of two equal runs it is the interval of one.
    @Test func meansOverSeedsHaveIntervals() throws {
        let (run, other) = (try clicks("m"), try clicks("m", noise: 0.1))
        let bootstrap = try #require(run.resampled).bootstrap
        let same = try EvaluationOutcome.mean(of: [run, run], bootstrap: bootstrap)
        #expect(same.evaluation.intervals[.auc] == run.evaluation.intervals[.auc])
        #expect(same.evaluation.intervals[.gauc] == run.evaluation.intervals[.gauc])
        let mean = try EvaluationOutcome.mean(of: [run, other], bootstrap: bootstrap).evaluation
        let values = [run, other].compactMap { $0.evaluation[.auc] }
        #expect(agree(mean[.auc], (values[0] + values[1]) / 2))
        let interval = try #require(mean.intervals[.auc])
        #expect(interval.lower < (values[0] + values[1]) / 2 && (values[0] + values[1]) / 2 < interval.upper)
        #expect(
            try EvaluationOutcome.mean(of: [run], bootstrap: Bootstrap()).evaluation
                .intervals[.normalizedEntropy] == nil)
        #expect(try EvaluationOutcome.mean(of: [run]).evaluation.intervals.isEmpty)
    }

    @Test func weightsMustAgree() throws {
        let (set, logits) = try PointwiseExamples.clicks()
        let (weighted, _) = try PointwiseExamples.clicks(weighted: true)
        let evaluator = try ClickEvaluator()
        let one = try evaluator.evaluate(logits, named: "a", on: set)
        let other = try evaluator.evaluate(logits, named: "b", on: weighted)
        #expect(throws: EvaluationError.self) { try one.users.subtracting(other.users) }
        #expect(throws: EvaluationError.self) {
            try PerUserMetrics(metrics: [.mae], users: [1], events: [1], sums: [1], weights: [])
        }
        let differences = try one.users.subtracting(one.users)
        #expect(differences.sums.allSatisfy { $0 == 0 } && differences.weights == one.users.weights)
    }
}
