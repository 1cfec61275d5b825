import SegueCore
import Testing

@testable import SegueExperiments

/// Influence on functions whose variance is parted by hand.
@Suite struct SettingInfluenceTests {
    /// Two points in each quarter of the square.
    private let quarters = [0.25, 0.75].flatMap { x in [0.25, 0.75].flatMap { y in [[x, y], [x, y]] } }

    @Test func aTreePartsTheVarianceExactly() {
        // 3 for the right half and 1 for the upper: 3² / 4 and 1² / 4.
        let values = quarters.map { ($0[0] > 0.5 ? 3.0 : 0) + ($0[1] > 0.5 ? 1 : 0) }
        let variances = RegressionTree(quarters, values).variances
        #expect(abs(variances.total - 2.5) < 1e-12)
        #expect(abs(variances.sides[0] - 2.25) < 1e-12 && abs(variances.sides[1] - 0.25) < 1e-12)
    }

    @Test func whatIsDueToBothIsDueToNeither() {
        // 1 on the diagonal and 0 off it, and a little more to the right, so that a first split is worth it.
        let values = quarters.map { ($0[0] > 0.5) == ($0[1] > 0.5) ? 1.0 : 0 }
        let tilted = zip(quarters, values).map { $1 + ($0[0] > 0.5 ? 0.02 : 0) }
        let variances = RegressionTree(quarters, tilted).variances
        // 0.25 of the diagonal, 0.01² of the tilt.
        #expect(abs(variances.total - 0.2501) < 1e-9)
        #expect(abs(variances.sides[0] - 0.0001) < 1e-9 && variances.sides[1] < 1e-12)
    }

    @Test func theSettingThatDecidesComesFirst() {
        var settings = TuningSettings()
        settings.sampler = .random
        var study = Study(
            SearchSpace(["idle": .uniform(0, 1), "rate": .uniform(0, 1), "other": .uniform(0, 1)]), settings: settings,
            direction: .higher, maximumEpochs: 1, trialCount: 60, seed: 1)
        while let job = study.next() {
            let rate = job.values["rate"]?.number ?? 0
            study.record(TrialResult(job, value: 10 * rate + (job.values["other"]?.number ?? 0)))
        }
        let shares = SettingInfluence.shares(in: study, seed: 1)
        #expect(shares.map(\.path).first == "rate")
        // 100 / 12 of 101 / 12, and what the trees do not see.
        #expect(shares[0].share > 0.8 && shares[1].share < 0.1 && shares[2].share < 0.1)
        #expect(shares == SettingInfluence.shares(in: study, seed: 1))
    }

    @Test func fewOrEqualTrialsSayNothing() {
        var study = Study(
            SearchSpace(["rate": .uniform(0, 1)]), settings: TuningSettings(), direction: .higher, maximumEpochs: 1,
            trialCount: 8, seed: 1)
        while study.trials.count < 3, let job = study.next() {
            study.record(TrialResult(job, value: Double(job.number)))
        }
        #expect(SettingInfluence.shares(in: study, seed: 1).isEmpty)
        while let job = study.next() { study.record(TrialResult(job, value: 7)) }
        #expect(SettingInfluence.shares(of: [[0.1], [0.2], [0.3], [0.9]], [1, 1, 1, 1], seed: 1).isEmpty)
    }
}
