import Testing

@testable import SegueEvaluation

/// DeLong's variance of the AUC over all rows with users as clusters, against all pairs written out in NumPy:
/// Fixtures/delong.py.
@Suite struct AUCVarianceTests {
    private static func evaluated(_ logits: [Float], _ set: PointwiseSet) throws -> EvaluationOutcome {
        var options = ClickOptions()
        options.bootstrap = Bootstrap()
        options.bootstrap?.resamples = 100
        return try ClickEvaluator(options: options).evaluate(logits, named: "\(logits[0])", on: set)
    }

    @Test(arguments: [
        (false, 0.6556328260827099, 0.02679862440508012, 0.6031084874135367, 0.7081571647518831),
        (true, 0.656822432598049, 0.03229929849551741, 0.593516970820926, 0.7201278943751719),
    ])
    func errorAndInterval(weighted: Bool, auc: Double, error: Double, lower: Double, upper: Double) throws {
        let (set, logits) = try PointwiseExamples.clicks(weighted: weighted)
        let outcome = try Self.evaluated(logits, set)
        let variance = try #require(outcome.auc)
        #expect(abs(variance.auc - auc) < 1e-12 && outcome.evaluation[.auc] == variance.auc)
        #expect(abs(try #require(variance.standardError) - error) < 1e-12)
        let interval = try #require(outcome.evaluation.intervals[.auc])
        #expect(abs(interval.lower - lower) < 1e-9 && abs(interval.upper - upper) < 1e-9)
    }

    @Test func twoModelsAreTested() throws {
        let (set, logits) = try PointwiseExamples.clicks()
        let other = logits.enumerated().map { $1 + 0.75 * Float($0 * 7 % 11 - 5) / 4 }
        let (first, second) = (try Self.evaluated(logits, set), try Self.evaluated(other, set))
        let found = try #require(try SignificanceTest().compare([second], with: first, on: [.auc]).first)
        #expect(abs(found.difference - -0.013820788810533169) < 1e-9)
        #expect(abs(found.interval.halfWidth - 1.959963984540054 * 0.0101523163358514) < 1e-8)
        #expect(abs(found.pValue - 0.1734051946402968) < 1e-6)
        let same = try #require(try SignificanceTest().compare([first], with: first, on: [.auc]).first)
        #expect(same.pValue == 1 && same.difference == 0)
    }

    @Test func oneUserHasNoInterval() throws {
        let set = try PointwiseExamples.set(users: [1, 1, 1], labels: [1, 0, 0])
        let outcome = try Self.evaluated([2, 1, 3], set)
        #expect(outcome.evaluation[.auc] == 0.5 && outcome.evaluation.intervals[.auc] == nil)
    }
}
