#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif
import SegueData
import Testing

@testable import SegueEvaluation

@Suite("Click evaluator")
struct ClickEvaluatorTests {
    /// Four negatives per click: −(ln 0.2 + 4 ln 0.8) / 5 = 0.50040; a constant at the rate is calibrated.
    @Test func aConstantAtTheRateIsTheBase() throws {
        let labels = (0..<100).map { $0 % 5 == 0 ? Float(1) : 0 }
        let set = try PointwiseExamples.set(users: (0..<100).map { Int32($0 / 10 + 1) }, labels: labels)
        let result = try ClickEvaluator().evaluate(
            [Float](repeating: -Float(log(4.0)), count: 100), named: "m", on: set
        ).evaluation
        #expect(agree(result[.logLoss], 0.5004024235381879, within: 1e-7))
        #expect(agree(result[.normalizedEntropy], 1, within: 1e-7))
        #expect(agree(result[.calibration], 1, within: 1e-7))
        #expect(agree(result[.ece], 0, within: 1e-7))
        #expect(agree(result[.brier], 0.16, within: 1e-7))
    }

    /// User 1: 3 pairs, 2.5 won; user 2: 2 pairs, 1 won; user 3 has no click. (5/6 + 1/2) / 2, and weighted by rows 4, 3.
    @Test func usersByHand() throws {
        let set = try PointwiseExamples.set(
            users: [1, 1, 1, 1, 2, 2, 2, 3, 3], labels: [1, 0, 0, 0, 1, 0, 0, 0, 0])
        let outcome = try ClickEvaluator().evaluate([2, 2, 1, 0, 5, 4, 6, 9, 9], named: "m", on: set)
        let result = outcome.evaluation
        #expect(agree(result[.userAUC], (5.0 / 6 + 0.5) / 2))
        #expect(agree(result[.gauc], (4 * 5.0 / 6 + 3 * 0.5) / 7))
        // Of 14 pairs: 2 beats 1 and 0 and ties with 2; 5 beats 2, 1, 0 and 4.
        #expect(agree(result[.auc], (2.5 + 4) / 14))
        #expect(result.counts == EvaluationCounts(users: 3, events: 9, items: 9, positives: 2, usersOfOneLabel: 1))
        #expect(result.notes == ["User AUC and gAUC leave out 1 of 3 users: they have one label only."])
        #expect(result[.eventAUC] == nil)
        #expect(outcome.users.users == [1, 2, 3] && outcome.users.events == [4, 3, 2])
    }

    /// The unit of averaging changes the log loss, not gAUC.
    @Test func unitsOfAveraging() throws {
        let set = try PointwiseExamples.set(users: [1, 1, 1, 2], labels: [1, 0, 0, 0])
        let logits: [Float] = [1, 2, 0, 0]
        var options = ClickOptions()
        options.averaging = .user
        let user = try ClickEvaluator(options: options).evaluate(logits, named: "m", on: set).evaluation
        let event = try ClickEvaluator().evaluate(logits, named: "m", on: set).evaluation
        let losses = [log1p(exp(-1.0)), log1p(exp(2.0)), log(2), log(2)]
        #expect(agree(event[.logLoss], losses.reduce(0, +) / 4))
        #expect(agree(user[.logLoss], (losses[..<3].reduce(0, +) / 3 + losses[3]) / 2))
        #expect(user[.gauc] == 0.5 && event[.gauc] == 0.5)
        #expect(user[.calibration] == event[.calibration])
    }

    /// −ln(1e-7) = 16.1181 however sure the model is; without clipping the loss is the logit itself.
    @Test func sureMistakesCostTheirDigits() throws {
        let set = try PointwiseExamples.set(users: [1, 1], labels: [0, 1])
        let sure = try ClickEvaluator().evaluate([1e30, -1e30], named: "m", on: set).evaluation
        #expect(agree(sure[.logLoss], 16.11809565095832))
        #expect(sure[.brier] == 1 && sure[.ece] == 1 && sure[.auc] == 0)
        var options = ClickOptions()
        options.probabilityMargin = 0
        let open = try ClickEvaluator(options: options).evaluate([40, -50], named: "m", on: set).evaluation
        #expect(agree(open[.logLoss], 45))
        // 1 − p is 0 in double precision from a logit of 37 on, the loss of a right answer is not: e^−40.
        let right = try ClickEvaluator(options: options).evaluate([-40, 40], named: "m", on: set).evaluation
        #expect(agree((right[.logLoss] ?? 0) / 4.248354255291589e-18, 1))
    }

    /// Bins of width 1/2 hold p = 0.1, 0.3 with one click and 0.5, 0.9, 1 with two: (0.6 + 0.4) / 5.
    @Test func calibrationBinsByHand() {
        var bins = CalibrationBins(count: 2)
        for (probability, label) in [(0.1, 1.0), (0.3, 0), (0.5, 1), (0.9, 1), (1, 0)] {
            bins.add(probability: probability, label: label, weight: 1)
        }
        #expect(agree(bins.expectedError, 0.2))
        #expect(CalibrationBins(count: 3).expectedError == nil)
    }

    /// p = 0.2, 0.5, 0.8 with labels 1, 0, 1: by width (0.8 + 0.3) / 3; of equal size, two and one: (0.3 + 0.2) / 3.
    @Test func binsHaveOneWidthOrOneSize() throws {
        let set = try PointwiseExamples.set(users: [1, 2, 3], labels: [1, 0, 1])
        var options = ClickOptions()
        options.calibrationBins = 2
        let logits: [Float] = [-1.3862944, 0, 1.3862944]
        let width = try ClickEvaluator(options: options).evaluate(logits, named: "m", on: set)
        #expect(agree(width.evaluation[.ece], 1.1 / 3, within: 1e-6))
        let points = width.reliability
        #expect(points.map(\.clicked) == [1, 0.5] && points.map { Int(($0.predicted * 100).rounded()) } == [20, 65])
        let chart = LineChart.reliability([("m", points)])
        #expect(chart.series.map(\.name) == ["right", "m"] && chart.series[1].points.map(\.y) == [1, 0.5])
        #expect(chart.series[0].points.map(\.x) == [0, 1])
        options.calibrationBinning = .size
        let size = try ClickEvaluator(options: options).evaluate(logits, named: "m", on: set).evaluation
        #expect(agree(size[.ece], 0.5 / 3, within: 1e-6))
    }

    /// User 1 takes items 3 and 5, user 2 item 1; the mean is over users.
    @Test func listsOfTheCatalog() throws {
        let set = try PointwiseExamples.set(users: [1, 1, 2, 2], labels: [1, 0, 1, 0])
        var options = ClickOptions()
        options.columns = [
            .catalogPrecision(at: 1), .catalogRecall(at: 1), .catalogPrecision(at: 4), .catalogRecall(at: 4),
        ]
        options.bootstrap = Bootstrap()
        #expect(options.listLength == 4)
        let lists = [
            CatalogList(user: 1, best: [3, 4, 5, 6], taken: [3, 5]),
            CatalogList(user: 2, best: [9, 8, 7, 1], taken: [1]),
        ]
        let result = try ClickEvaluator(options: options).evaluate([1, 0, 1, 0], named: "m", on: set, lists: lists)
            .evaluation
        #expect(options.columns?.map { result[$0] } == [0.5, 0.25, 0.375, 1])
        #expect(result.intervals[.catalogRecall(at: 4)]?.lower == 1)
    }

    @Test func whatCannotBeMeasuredIsNamed() throws {
        let set = try PointwiseExamples.set(users: [1, 7], labels: [0, 1], items: [3, 4])
        let evaluator = try ClickEvaluator()
        #expect(
            throws: EvaluationError.predictionNotFinite(model: "m", row: 1, user: 7, item: 4, value: "nan")
        ) { try evaluator.evaluate([0, .nan], named: "m", on: set) }
        #expect(
            throws: EvaluationError.predictionNotFinite(model: "m", row: 0, user: 1, item: 3, value: "-inf")
        ) { try evaluator.evaluate([-.infinity, 0], named: "m", on: set) }
        #expect(throws: EvaluationError.wrongPredictionCount(model: "m", predictions: 1, rows: 2)) {
            try evaluator.evaluate([0], named: "m", on: set)
        }
        let ratings = try PointwiseExamples.set(users: [1, 7], labels: [0, 3])
        #expect(
            throws: EvaluationError.invalidSet(
                problem: "row 1: the label 3.0 is neither 0 nor 1, as those of clicks are")
        ) { try evaluator.evaluate([0, 0], named: "m", on: ratings) }
        for change in [
            { $0.probabilityMargin = 0.5 }, { $0.calibrationBins = 0 }, { $0.columns = [] }, { $0.columns = [.rmse] },
            { $0.coldUserThreshold = -1 },
        ] as [(inout ClickOptions) -> Void] {
            var options = ClickOptions()
            change(&options)
            #expect(throws: EvaluationError.self) { try ClickEvaluator(options: options) }
        }
    }

    /// RelaImpr of 0.85 over 0.7 is 0.75; of what is no AUC there is none.
    @Test func improvementOverABase() throws {
        let set = try PointwiseExamples.set(users: [1, 1], labels: [0, 1])
        var base = try ClickEvaluator().evaluate([0, 0], named: "base", on: set).evaluation
        var model = base
        #expect(model.relativeImprovement(of: .auc, over: base) == nil, "the base is chance")
        base.values[.auc] = 0.7
        model.values[.auc] = 0.85
        #expect(agree(model.relativeImprovement(of: .auc, over: base), 0.75))
        #expect(model.relativeImprovement(of: .logLoss, over: base) == nil)
        model.model = "other"
        let metrics: [Metric] = [.auc, .logLoss]
        var table = try ResultTable(title: "T", evaluations: [base, model], metrics: metrics)
        table.noteImprovements(of: [model], over: base, in: metrics)
        #expect(table.notes.last == "RelaImpr of AUC, (AUC − ½) ∕ (AUC of base − ½) − 1: other 75.00 %.")
    }

    /// The more users, the narrower: sixteen times as many, about a quarter of the width.
    @Test func intervalsShrinkWithTheUsers() throws {
        func widths(users: Int32) throws -> [Metric: Double] {
            var generator = SeededGenerator(seed: 11)
            let ids = (1...users).flatMap { [Int32](repeating: $0, count: 6) }
            let labels = ids.map { _ in generator.next(below: 3) == 0 ? Float(1) : 0 }
            let logits = labels.map { $0 + Float(generator.next(below: 300)) / 100 }
            var options = ClickOptions()
            options.bootstrap = Bootstrap()
            options.bootstrap?.resamples = 400
            let set = try PointwiseExamples.set(users: ids, labels: labels)
            return try ClickEvaluator(options: options).evaluate(logits, named: "m", on: set)
                .evaluation.intervals.mapValues { $0.halfWidth }
        }
        let (few, many) = (try widths(users: 40), try widths(users: 640))
        for metric in [Metric.auc, .gauc, .logLoss, .normalizedEntropy, .calibration] {
            let ratio = try #require(few[metric]) / (try #require(many[metric]))
            #expect(ratio > 2.5 && ratio < 6, "\(metric): \(ratio)")
        }
    }
}
