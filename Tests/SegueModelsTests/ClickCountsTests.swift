import SegueData
import Testing

@testable import SegueModels

/// Clicks from counts: the fit against NumPy (Fixtures/make_click_counts.py), and data that lacks something.
@Suite struct ClickCountsTests {
    @Test func fitEqualsTheReference() {
        var fit = LogisticFit(columnCount: 3)
        for index in 0..<40 {
            fit.add(
                [1, Double(index % 5), Double(index * 7 % 3)], label: index * index % 7 < 3 ? 1 : 0,
                weight: Double(1 + index % 2))
        }
        let expected = [1.3761716604434857, -0.17072393598072794, -0.09674931478745055]
        #expect(zip(fit.solution(), expected).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    /// Where one label does not occur the rate is that with half a row of each added: log(3.5 / 0.5).
    @Test func oneLabelHasAFiniteRate() {
        var fit = LogisticFit(columnCount: 2)
        for value in [1.0, 2, 3] { fit.add([1, value], label: 1, weight: 1) }
        let solution = fit.solution()
        #expect(abs(solution[0] - 1.9459101490553132) < 1e-12 && solution[1] == 0)
    }

    /// A column that tells the labels apart stays finite.
    @Test func separableLabelsStayFinite() {
        var fit = LogisticFit(columnCount: 2)
        for value in [-2.0, -1, 1, 2] { fit.add([1, value], label: value > 0 ? 1 : 0, weight: 1) }
        let solution = fit.solution()
        #expect(solution.allSatisfy(\.isFinite) && solution[1] > 5)
    }

    /// p = ½ where a quarter of the negatives are kept: ½ ∕ (½ + ½ ∕ ¼).
    @Test func oddsAreCorrected() {
        #expect(Prediction.logit.value(of: 0, oddsFactor: 0.25) == 0.2)
        #expect(Prediction.logit.value(of: 0) == 0.5 && Prediction.rating.value(of: 3, oddsFactor: 0.25) == 3)
    }

    @Test func categoriesAreNeededToCountBy() throws {
        let log = try InteractionLog(
            users: Vocabulary(ids: ["u"]), items: Vocabulary(ids: ["a", "b"]), offsets: [0, 2], itemColumn: [1, 2],
            source: DataSource(file: "test", formatName: "none"))
        var examples = ExampleSet(columns: log.columns, events: log.columns)
        examples.add(user: 1, item: 1, history: 0..<0, event: 0, label: 1)
        examples.add(user: 1, item: 2, history: 0..<0, event: 0, label: 0)
        let material = LearningMaterial(training: TrainingSequences(log: log), examples: examples)
        var context = FitContext(generator: SeededGenerator(seed: 1))
        #expect(throws: FittingError.self) { try ClickCounts().fit(material, &context) }
        var configuration = ClickCounts.Configuration()
        configuration.userCategory = false
        let model = ClickCounts(configuration: configuration)
        try model.fit(material, &context)
        // Both items occur once: nothing tells them apart.
        let predictions = try model.predictions(of: examples)
        #expect(predictions[0] == predictions[1] && abs(predictions[0]) < 1e-5)
        let nothing = LearningMaterial(
            training: TrainingSequences(log: log), examples: ExampleSet(columns: log.columns, events: log.columns))
        #expect(throws: FittingError.self) { try model.fit(nothing, &context) }
    }
}
