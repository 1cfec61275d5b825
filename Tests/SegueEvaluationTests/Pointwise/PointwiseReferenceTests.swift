import Testing

@testable import SegueEvaluation

/// Values of scikit-learn 1.9.1 and NumPy, printed by `Fixtures/pointwise_metrics.py`.
@Suite("Ratings and clicks equal scikit-learn")
struct PointwiseReferenceTests {
    @Test func clicks() throws {
        let (set, logits) = try PointwiseExamples.clicks()
        let result = try ClickEvaluator().evaluate(logits, named: "m", on: set).evaluation
        let expected: [(Metric, Double)] = [
            (.auc, 0.6556328260827099), (.userAUC, 0.7484664495852386), (.eventAUC, 0.8956310679611651),
            (.gauc, 0.7253988030239955), (.logLoss, 0.6655038564495325), (.normalizedEntropy, 1.4514201172284682),
            (.brier, 0.23557670831655864), (.calibration, 2.220231387165873), (.ece, 0.23675033353674171),
        ]
        for (metric, value) in expected { #expect(agree(result[metric], value), "\(metric)") }
        #expect(result.values.count == expected.count)
        #expect(result.counts.positives == 103 && result.counts.usersOfOneLabel == 0)
        #expect(result.notes == ["Event AUC leaves out 17 of 120 events: they have one label only."])
        var options = ClickOptions()
        options.userWeight = .clicks
        options.calibrationBins = 10
        let other = try ClickEvaluator(options: options).evaluate(logits, named: "m", on: set).evaluation
        #expect(agree(other[.gauc], 0.7259739476983702))
        #expect(agree(other[.ece], 0.23893531146042069))
    }

    @Test func weightedClicks() throws {
        let (set, logits) = try PointwiseExamples.clicks(weighted: true)
        let result = try ClickEvaluator().evaluate(logits, named: "m", on: set).evaluation
        let expected: [(Metric, Double)] = [
            (.auc, 0.6568224325980491), (.userAUC, 0.736496265885315), (.eventAUC, 0.8952843273231623),
            (.gauc, 0.7297078062134345), (.logLoss, 0.6624303132585418), (.normalizedEntropy, 1.4482734375861241),
            (.brier, 0.23417589298898578), (.calibration, 2.2242984927958496), (.ece, 0.23646257368244694),
        ]
        for (metric, value) in expected { #expect(agree(result[metric], value), "\(metric)") }
    }

    @Test(arguments: [
        (false, [2.042809655612216, 1.9908265367628508, 1.6699479166666666, 4.1730712890625, 0.205]),
        (true, [2.04642822732275, 1.9942450567455763, 1.673125, 4.187868489583333, 0.20433333333333334]),
    ])
    func ratings(weighted: Bool, expected: [Double]) throws {
        let (set, predictions) = try PointwiseExamples.ratings(weighted: weighted)
        var options = RatingOptions()
        options.range = 1...5
        let result = try RatingEvaluator(options: options).evaluate(predictions, named: "m", on: set).evaluation
        for (metric, value) in zip([Metric.rmse, .clippedRMSE, .mae, .mse, .accuracy], expected) {
            #expect(agree(result[metric], value), "\(metric)")
        }
        #expect(result.values.count == 5)
    }

    /// 20,000 resamples of the users on both sides; the tolerance is five times the spread over seeds.
    @Test func intervals() throws {
        var bootstrap = Bootstrap()
        bootstrap.resamples = 20_000
        let near = { (interval: ConfidenceInterval?, lower: Double, upper: Double) in
            guard let interval else { return false }
            return abs(interval.lower - lower) < 0.005 && abs(interval.upper - upper) < 0.005
        }
        let (set, predictions) = try PointwiseExamples.ratings()
        let evaluator = try RatingEvaluator()
        let own = try evaluator.evaluate(predictions, named: "m", on: set).users
        let other = try evaluator.evaluate(predictions.map { 0.75 * $0 + 0.75 }, named: "o", on: set).users
        #expect(near(bootstrap.intervals(for: own, averaging: .event)[.rmse], 1.96016, 2.11922))
        let difference = try bootstrap.intervals(ofDifference: other, from: own, averaging: .event)
        #expect(near(difference[.rmse], -0.24649, -0.22557))
        #expect(agree(own.mean(of: .rmse, averaging: .user), 1.9992343563306274))
        #expect(near(bootstrap.intervals(for: own, averaging: .user)[.rmse], 1.91441, 2.08576))
    }

    @Test func intervalOfTheGlobalAUC() throws {
        let (set, logits) = try PointwiseExamples.clicks()
        var options = ClickOptions()
        options.bootstrap = Bootstrap()
        options.bootstrap?.resamples = 5_000
        options.aucInterval = .bootstrap
        let result = try ClickEvaluator(options: options).evaluate(logits, named: "m", on: set).evaluation
        let interval = try #require(result.intervals[.auc])
        #expect(abs(interval.lower - 0.60856) < 0.003)
        #expect(abs(interval.upper - 0.71182) < 0.003)
        #expect(
            result.intervals.keys.sorted()
                == MetricKind.click.filter { !$0.hasCutoff }.map { Metric($0) }.filter { $0 != .ece })
    }
}
