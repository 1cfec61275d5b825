import Foundation
import SegueCore
import SegueData
import Testing

@testable import SegueExperiments

/// Samplers on functions whose least value is known.
@Suite struct SamplerTests {
    /// A function to minimize: its space, its value, its least value.
    struct Problem: Sendable, CustomStringConvertible {
        let description: String
        let space: SearchSpace
        let least: Double
        let value: @Sendable ([String: JSONValue]) -> Double
    }

    /// Branin and Hoo: three minima of 0.397887 (Dixon and Szegő 1978).
    static let branin = Problem(
        description: "Branin", space: SearchSpace(["x": .uniform(-5, 10), "y": .uniform(0, 15)]), least: 0.397887
    ) { values in
        let (x, y) = (number(values, "x"), number(values, "y"))
        let inner = y - 5.1 / (4 * .pi * .pi) * x * x + 5 / .pi * x - 6
        return inner * inner + 10 * (1 - 1 / (8 * .pi)) * cos(x) + 10
    }

    /// Hartmann's function of six variables: one global minimum of −3.32237 (Dixon and Szegő 1978).
    static let hartmann = Problem(
        description: "Hartmann 6",
        space: SearchSpace(
            Dictionary((0..<6).map { ("x\($0)", SettingRange.uniform(0, 1)) }, uniquingKeysWith: { first, _ in first })),
        least: -3.32237
    ) { values in
        let widths: [[Double]] = [
            [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
        ]
        let centers: [[Double]] = [
            [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
            [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
        ]
        return -zip([1, 1.2, 3, 3.2], zip(widths, centers)).reduce(0) { sum, term in
            let exponent = (0..<6).reduce(0.0) { exponent, side in
                let distance = number(values, "x\(side)") - term.1.1[side] / 10_000
                return exponent + term.1.0[side] * distance * distance
            }
            return sum + term.0 * exp(-exponent)
        }
    }

    /// What tuning looks like: a rate by its logarithm, a size, a choice of which one is right. Least 0.
    static let settings = Problem(
        description: "settings",
        space: SearchSpace([
            "rate": .log(1e-5, 1), "size": .logInteger(8, 512),
            "kind": .choice(["a", "b", "c", "d"].map(JSONValue.string)),
        ]), least: 0
    ) { values in
        let rate = log10(number(values, "rate")) + 3
        let size = log2(number(values, "size")) - 6
        return rate * rate + size * size / 4 + (values["kind"] == .string("c") ? 0 : 1)
    }

    private static func number(_ values: [String: JSONValue], _ name: String) -> Double { values[name]?.number ?? .nan }

    /// The best of some trials, less the least value.
    private func regret(
        _ problem: Problem, _ sampler: TuningSettings.Sampler, multivariate: Bool = true, trials: Int, seed: UInt64
    )
        -> Double
    {
        var settings = TuningSettings()
        (settings.sampler, settings.multivariate) = (sampler, multivariate)
        var study = Study(
            problem.space, settings: settings, direction: .lower, maximumEpochs: 1, trialCount: trials, seed: seed)
        while let job = study.next() { study.record(TrialResult(job, value: problem.value(job.values))) }
        return (study.byValue.first.flatMap(study.value) ?? .infinity) - problem.least
    }

    /// The median regret over fixed seeds is below half of random search's.
    @Test(arguments: [branin, hartmann, settings], [true, false])
    func theEstimatorBeatsRandomSearch(problem: Problem, multivariate: Bool) {
        func median(_ sampler: TuningSettings.Sampler) -> Double {
            (1...7).map { regret(problem, sampler, multivariate: multivariate, trials: 70, seed: $0) }.sorted()[3]
        }
        let (estimator, random) = (median(.tpe), median(.random))
        #expect(estimator > -1e-5 && estimator < random / 2, "TPE \(estimator), random \(random)")
    }

    @Test func drawsFollowFromTheSeed() {
        #expect(
            regret(Self.branin, .tpe, trials: 30, seed: 4) == regret(Self.branin, .tpe, trials: 30, seed: 4))
        #expect(
            regret(Self.branin, .tpe, trials: 30, seed: 4) != regret(Self.branin, .tpe, trials: 30, seed: 5))
    }

    @Test func everyDrawLiesInItsRange() throws {
        var settings = TuningSettings()
        settings.startupTrials = 5
        var study = Study(
            Self.settings.space, settings: settings, direction: .lower, maximumEpochs: 1, trialCount: 60, seed: 3)
        while let job = study.next() {
            #expect(study.space.point(of: job.values) != nil, "\(job.values)")
            study.record(TrialResult(job, value: 0))
        }
        // A space of four points is not tried twice as long as there are others.
        var small = Study(
            SearchSpace(["n": .integer(1, 4)]), settings: settings, direction: .lower, maximumEpochs: 1, trialCount: 4,
            seed: 3)
        while let job = small.next() { small.record(TrialResult(job, value: 0)) }
        #expect(Set(small.trials.compactMap { $0.values["n"]?.number }) == [1, 2, 3, 4])
    }

    /// The integral of the density over the cube is 1, by the midpoint rule.
    @Test(arguments: [ParzenEstimator.Width.neighbors, .scott])
    func densitiesIntegrateToOne(width: ParzenEstimator.Width) {
        let points = [[0.1, 0.2], [0.15, 0.9], [0.8, 0.5], [1, 0]]
        let ranges = [SettingRange.uniform(0, 1), .choice([.integer(1), .integer(2), .integer(3)])]
        let density = ParzenEstimator(points, ranges: ranges, width: width, weights: [4, 3, 2, 1])
        let steps = 600
        var sum = 0.0
        for x in 0..<steps {
            for choice in 0..<3 {
                sum += exp(density.logDensity([(Double(x) + 0.5) / Double(steps), (Double(choice) + 0.5) / 3]))
            }
        }
        #expect(abs(sum / Double(3 * steps) - 1) < 1e-3)
    }

    /// One kernel and the uniform density, by hand: (1 + N(0.3; 0.5, σ) / Φ-mass) / 2 with σ = 0.5, the distance to either end.
    @Test func aKernelIsACutNormalDensity() {
        let density = ParzenEstimator([[0.5]], ranges: [.uniform(0, 1)], width: .neighbors)
        // φ(0.4) / 0.5 = 0.736540; Φ(1) − Φ(−1) = 0.682689.
        #expect(abs(exp(density.logDensity([0.3])) - (1 + 0.7365402806 / 0.6826894921) / 2) < 1e-8)
    }
}
