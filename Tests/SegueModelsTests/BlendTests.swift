import Foundation
import SegueCore
import SegueData
import SegueTesting
import Testing
import Torch

@testable import SegueModels

/// Weighted sums of models that rank or predict.
@Suite struct BlendTests {
    /// Expected values by NumPy's `linalg.solve` of the normal equations.
    @Test func leastSquares() {
        let weights = PointwiseBlend.weights(
            [[1, 2, 3, 4, 5, 1.5], [2, 1, 5, 3, 4.5, 2.5]], labels: [1, 2, 4, 3, 5, 2],
            counts: [1, 1, 2, 1, 1, 0.5], ridge: 0.01, .rating)
        let expected = [0.56672525, 0.46041354, -0.09847584]
        for (found, expected) in zip(weights, expected) { #expect(abs(Double(found) - expected) < 1e-6) }
    }

    /// Expected values by a hundred of Newton's steps in NumPy.
    @Test func logisticRegression() {
        let weights = PointwiseBlend.weights(
            [[-1, 2, 0.3, -0.5, 1, 0, -2, 0.6], [0.5, 1, -2, -0.7, 0.2, 1.5, -1, 0.4]],
            labels: [0, 1, 0, 0, 1, 1, 0, 0], counts: nil, ridge: 0.05, .logit)
        let expected = [1.1641392, 1.22386757, -1.07882913]
        for (found, expected) in zip(weights, expected) { #expect(abs(Double(found) - expected) < 1e-6) }
    }

    /// Expected values by NumPy.
    @Test(arguments: [
        (BlendScale.standardized, [0.51571062, 2.06284249, 0, -1.03142125, 0.25785531]),
        (.logProbability, [-3.09601797, -0.09601797, -4.09601797, -6.09601797, -3.59601797]),
        (.logarithm, [0.00399202, 1.38729386, -5.52146092, -5.52146092, -0.68517901]),
        (.none, [1, 4, 0, -2, 0.5]),
    ])
    func scales(scale: BlendScale, expected: [Float]) {
        var row: [Float] = [1, 4, 0, -2, 0.5]
        row.withUnsafeMutableBufferPointer { scale.apply(to: $0) }
        for (found, expected) in zip(row, expected) { #expect(abs(found - expected) < 1e-5) }
    }

    @Test(arguments: BlendScale.allCases) func rowsOfEqualScoresStayFinite(scale: BlendScale) {
        for value: Float in [0, -3, 1e-38] {
            var row = [Float](repeating: value, count: 4)
            row.withUnsafeMutableBufferPointer { scale.apply(to: $0) }
            #expect(row.allSatisfy { $0.isFinite && $0 == row[0] })
        }
    }

    private func learned(_ name: String, _ settings: some Encodable) throws -> BlendMember.Learned {
        let json = try JSONEncoder().encode(settings)
        return BlendMember.Learned(name: name, settings: try JSONDecoder().decode(JSONValue.self, from: json))
    }

    /// Popularity and neighbors, learned from a chain.
    private func ranking(_ chain: SyntheticChain, fit: Bool) throws -> RankingBlend {
        var configuration = RankingBlend.Configuration()
        configuration.members = [
            BlendMember(
                model: "P", scale: .logarithm, learned: try learned("popularity", Popularity.Configuration())),
            BlendMember(model: "K", learned: try learned("item-knn", ItemKNN.Configuration())),
        ]
        let blend = try RankingBlend(
            configuration: configuration, shape: DataShape(itemCount: 60, userCount: 300),
            generator: Generator(seed: 1))
        guard fit else { return blend }
        var generator = SeededGenerator(seed: 1)
        for case let member as any Fittable in blend.members {
            try member.fit(chain.training, generator: &generator) { _ in }
        }
        try blend.weigh(on: chain.queries, excludesSeen: true, threads: 2)
        return blend
    }

    @Test func rankingBattery() throws {
        let chain = try SyntheticChain(itemCount: 60, userCount: 300, length: 11)
        let blend = try ranking(chain, fit: true)
        // Popularity tells nothing on a circle.
        let weights = try #require(blend.weights)
        #expect(weights[0] == 1 && weights[1] >= 0.5)
        try ModelConformance.battery(blend, on: chain, minimumRecall: 0.6, tolerance: 1e-5) {
            try ranking(chain, fit: false)
        }
    }

    /// The sum is the sum, however positions are grouped.
    @Test func sumsOfScaledScores() throws {
        let chain = try SyntheticChain(itemCount: 60, userCount: 300, length: 11)
        let blend = try ranking(chain, fit: true)
        blend.weights = [2, 0.5]
        var query = chain.queries[3]
        query.positions = 1..<9
        let sums = try ScoreTable(blend, [query]).rows[0]
        let parts = try blend.members.map { try ScoreTable(#require($0 as? any NextItemModel), [query]).rows[0] }
        for position in sums.indices {
            let popularity = parts[0][position], neighbors = parts[1][position]
            let least = (popularity.max() ?? 0) / 1000
            let mean = neighbors.reduce(0, +) / 60
            let deviation = (neighbors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 60).squareRoot()
            for item in 0..<60 {
                let scaled = deviation > 0 ? neighbors[item] / deviation : neighbors[item]
                let expected = 2 * log(max(popularity[item], 0) + least) + 0.5 * scaled
                #expect(abs(sums[position][item] - expected) < 1e-3)
            }
        }
    }

    @Test func membersMustBeLearned() throws {
        var configuration = RankingBlend.Configuration()
        let shape = DataShape(itemCount: 3, userCount: 2)
        let none = #expect(throws: ConfigurationError.self) {
            try RankingBlend(configuration: configuration, shape: shape, generator: Generator(seed: 1))
        }
        #expect(none?.problem.contains("name other models") == true)
        configuration.members = [BlendMember(model: "A"), BlendMember(model: "A")]
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
        configuration.members = [BlendMember(model: "A")]
        let unlearned = #expect(throws: ConfigurationError.self) {
            try RankingBlend(configuration: configuration, shape: shape, generator: Generator(seed: 1))
        }
        #expect(unlearned?.problem.contains("'A' is not learned") == true)
    }
}
