import SafeTensors
import SegueData
import TestSupport
import Testing
import Torch

@testable import SegueModels

/// Bayesian matrix factorization against `Fixtures/make_bayesian_mf.py`, and by what is known of its distributions.
@Suite struct BayesianMFTests {
    private let fixture: Fixture

    init() throws { fixture = try Fixture("bayesian_mf", in: .module) }

    private func doubles(_ name: String) throws -> [Double] { try fixture.tensor(name).array() }
    private func floats(_ name: String) throws -> [Float] { try fixture.tensor(name).array() }

    private func expect(_ found: [Double], equals name: String, within tolerance: Double = 1e-10) throws {
        let expected = try doubles(name)
        #expect(found.count == expected.count && !expected.isEmpty)
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }, "\(name): \(found)")
    }

    @Test func aVectorsConditionalIsThatOfTheEquations() throws {
        let conditional = VectorConditional(width: 4)
        let (targets, weights) = try (doubles("one/targets"), doubles("one/weights"))
        conditional.reset(try doubles("one/precision"), pull: try doubles("one/pull"))
        try floats("one/others").withUnsafeBufferPointer { others in
            for row in targets.indices {
                let start = try #require(others.baseAddress) + row * 4
                conditional.add(start, target: targets[row], precision: weights[row])
            }
        }
        conditional.solve()
        let mean = (0..<4).map { conditional.mean[$0] }
        try expect(mean, equals: "one/mean")
        var noise = try doubles("one/noise")
        noise.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { conditional.color(start) } }
        try expect(zip(mean, noise).map { $0 + $1 }, equals: "one/draw")
    }

    @Test func aPriorsPosteriorIsThatOfTheEquations() throws {
        let posterior = VectorPrior.posterior(try doubles("prior/rows"), width: 4, meanScale: 2) { $0 > 0 }
        try expect(posterior.mean, equals: "prior/mean")
        try expect([posterior.meanScale], equals: "prior/scale")
        try expect(posterior.inverseScale.values, equals: "prior/inverse")
        try expect([posterior.degrees], equals: "prior/degrees")
    }

    /// The mean of Wishart(W, ν) is ν W, its variances are ν (W_ij² + W_ii W_jj); that of μ is W⁻¹ ∕ (β (ν − width − 1)).
    @Test func drawsHaveTheMomentsOfTheirDistribution() throws {
        let posterior = VectorPrior.posterior(try doubles("prior/rows"), width: 4, meanScale: 2) { $0 > 0 }
        let scale = try #require(posterior.inverseScale.symmetricInverse())
        var generator = SeededGenerator(seed: 3)
        let count = 20_000
        var precisions = SmallMatrix(width: 4)
        var spread = SmallMatrix(width: 4)
        for _ in 0..<count {
            let draw = try #require(posterior.draw(&generator))
            for row in 0..<4 {
                for column in 0..<4 {
                    precisions[row, column] += draw.precision[row, column] / Double(count)
                    spread[row, column] +=
                        (draw.mean[row] - posterior.mean[row]) * (draw.mean[column] - posterior.mean[column])
                        / Double(count)
                }
            }
        }
        for row in 0..<4 {
            for column in 0..<4 {
                let variance =
                    posterior.degrees
                    * (scale[row, column] * scale[row, column] + scale[row, row] * scale[column, column])
                let error = 5 * (variance / Double(count)).squareRoot()
                #expect(abs(precisions[row, column] - posterior.degrees * scale[row, column]) < error)
            }
            let expected = posterior.inverseScale[row, row] / posterior.meanScale / (posterior.degrees - 5)
            #expect(abs(spread[row, row] / expected - 1) < 0.1)
        }
    }

    /// Mean and variance of Γ(a, 1) are a.
    @Test(arguments: [0.3, 1.0, 2.5, 400]) func gammaNumbersHaveTheirMoments(shape: Double) {
        var generator = SeededGenerator(seed: 9)
        let draws = (0..<40_000).map { _ in generator.gamma(shape: shape) }
        let mean = draws.reduce(0, +) / 40_000
        let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40_000
        #expect(abs(mean - shape) < 5 * (shape / 40_000).squareRoot())
        #expect(abs(variance / shape - 1) < 0.08 * max(1, (1 / shape).squareRoot()))
        #expect(draws.allSatisfy { $0 > 0 })
    }

    @Test func predictionsAreMeansOverDraws() throws {
        var state: [String: HostTensor] = [:]
        for name in ["items", "users", "prior.means", "prior.precisions", "ratingPrecisions", "mean"] {
            state[name] = try HostTensor(fixture.tensor("draws/\(name)"))
        }
        let historyItems: [Int64] = try fixture.tensor("history_items").array()
        let columns = InteractionColumns(
            items: historyItems.map { Int32($0) }, ratings: try floats("history_ratings"))
        var examples = ExampleSet(columns: columns, events: InteractionColumns(items: []))
        for item in [Int32(4), 99] {
            examples.add(user: 3, item: item, history: 0..<4, event: -1, label: 0)
            examples.add(user: 0, item: item, history: 0..<4, event: -1, label: 0)
            examples.add(user: 0, item: item, history: 0..<0, event: -1, label: 0)
        }
        for (name, halfLife) in [("recent", 1.5), ("alike", nil)] as [(String, Double?)] {
            var configuration = BayesianMF.Configuration()
            (configuration.factorCount, configuration.drawCount, configuration.halfLife) = (3, 3, halfLife)
            let model = try BayesianMF(configuration: configuration)
            try model.load(state: state)
            let found = try model.predictions(of: examples).map(Double.init)
            try expect([found[0], found[3]], equals: "expected/trained", within: 1e-5)
            try expect([found[1], found[4]], equals: "expected/\(name)", within: 1e-5)
            try expect([found[2], found[5]], equals: "expected/nobody", within: 1e-5)
        }
    }
}
