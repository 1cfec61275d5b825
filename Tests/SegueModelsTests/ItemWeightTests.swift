import Foundation
import SegueData
import SegueTesting
import Testing

@testable import SegueModels

/// Sequential rules and EASE beside their definitions, written out.
@Suite struct ItemWeightTests {
    private let training: TrainingSequences
    private let itemCount = 15

    init() throws {
        var generator = SeededGenerator(seed: 7)
        var (offsets, items): ([Int], [Int32]) = ([0], [])
        for _ in 0..<40 {
            let length = 2 + generator.next(below: 14)
            for _ in 0..<length { items.append(Int32(1 + generator.next(below: itemCount))) }
            offsets.append(items.count)
        }
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...40).map { "u\($0)" }), items: Vocabulary(ids: (1...itemCount).map { "i\($0)" }),
            offsets: offsets, itemColumn: items, timeColumn: nil,
            source: DataSource(file: "test", formatName: "none"))
        // The last item of each user is not to be learned from.
        training = TrainingSequences(log: log, ends: offsets.dropFirst().map { $0 - 1 })
    }

    private func fit<M: NextItemModel & Fittable>(_ model: M) throws -> M {
        var generator = SeededGenerator(seed: 1)
        try model.fit(training, generator: &generator) { _ in }
        return model
    }

    private var sequences: [[Int]] { training.userIndices.map { training.items(ofUser: $0).map { Int($0) - 1 } } }

    private let history: [Int32] = [3, 9, 99, 3, 1, 12, 9, 5]

    private func scores(_ model: any NextItemModel) throws -> [[Float]] {
        let query = NextItemQuery(user: 0, items: history[...], positions: 1..<history.count + 1)
        return try #require(ScoreTable(model, [query]).rows.first)
    }

    @Test(arguments: [(1, 1, 0.0, 0.0), (4, 3, 0.7, 0.5), (20, 0, 0.2, 1)])
    func sequentialRules(window: Int, length: Int, decay: Double, exponent: Double) throws {
        var configuration = SequentialRules.Configuration()
        (configuration.window, configuration.historyLength) = (window, length)
        (configuration.decayRate, configuration.popularityExponent) = (decay, exponent)
        (configuration.popularityShift, configuration.ranksUnrelatedByPopularity) = (2, false)
        let found = try scores(try fit(try SequentialRules(configuration: configuration)))

        var rules = [[Double]](repeating: [Double](repeating: 0, count: itemCount), count: itemCount)
        for sequence in sequences {
            for (target, item) in sequence.enumerated() {
                for lag in 1...window where target - lag >= 0 { rules[sequence[target - lag]][item] += 1 / Double(lag) }
            }
        }
        let counts = sequences.flatMap { $0 }.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        for (index, position) in (1..<history.count + 1).enumerated() {
            let known = history.prefix(position).filter { $0 <= itemCount }.map { Int($0) - 1 }
            for item in 0..<itemCount {
                var expected = 0.0
                for (lag, from) in known.reversed().enumerated() where length == 0 || lag < length {
                    expected += exp(-decay * Double(lag)) * rules[from][item]
                }
                expected /= pow(Double(counts[item] ?? 0) + 2, exponent)
                #expect(abs(Double(found[index][item]) - expected) < 1e-5 * max(1, expected))
            }
        }
    }

    @Test func strongestRulesAreKept() throws {
        var configuration = SequentialRules.Configuration()
        let all = try fit(try SequentialRules(configuration: configuration))
        configuration.neighborCount = 3
        let few = try fit(try SequentialRules(configuration: configuration))
        for item in 1...Int32(itemCount) {
            #expect(few.neighbors(of: item) == Array(all.neighbors(of: item).prefix(3)))
            #expect(all.neighbors(of: item).count > 3)
        }
    }

    /// The conditions of the minimum: (G + λI) B equals G off the diagonal, and B has none.
    @Test func easeSolvesItsEquations() throws {
        var configuration = EASE.Configuration()
        configuration.regularization = 3
        let model = try fit(try EASE(configuration: configuration))
        let sets = sequences.map { Set($0) }
        func gram(_ i: Int, _ j: Int) -> Double { Double(sets.count { $0.contains(i) && $0.contains(j) }) }
        func weight(_ i: Int, _ j: Int) -> Double { Double(model.weights[i * itemCount + j]) }
        for i in 0..<itemCount {
            #expect(weight(i, i) == 0)
            for j in 0..<itemCount where i != j {
                let product = (0..<itemCount).reduce(3 * weight(i, j)) { $0 + gram(i, $1) * weight($1, j) }
                #expect(abs(product - gram(i, j)) < 1e-4)
            }
        }
    }

    /// With two items B₁₂ = g₁₂ ∕ (g₁₁ + λ).
    @Test func easeOfTwoItems() throws {
        let log = try InteractionLog(
            users: Vocabulary(ids: ["a", "b", "c"]), items: Vocabulary(ids: ["1", "2"]), offsets: [0, 2, 3, 5],
            itemColumn: [1, 2, 1, 2, 1], timeColumn: nil, source: DataSource(file: "test", formatName: "none"))
        var configuration = EASE.Configuration()
        configuration.regularization = 0.5
        let model = try EASE(configuration: configuration)
        var generator = SeededGenerator(seed: 1)
        try model.fit(TrainingSequences(log: log), generator: &generator) { _ in }
        let expected: [Float] = [0, 2 / 3.5, 2 / 2.5, 0]
        for (found, expected) in zip(model.weights, expected) { #expect(abs(found - expected) < 1e-6) }
    }

    /// Items count once, by their last occurrence; unknown ones not at all.
    @Test(arguments: [0, 0.3]) func easeDecays(rate: Double) throws {
        var configuration = EASE.Configuration()
        (configuration.regularization, configuration.decayRate) = (3, rate)
        let model = try fit(try EASE(configuration: configuration))
        let found = try scores(model)
        for (index, position) in (1..<history.count + 1).enumerated() {
            let known = history.prefix(position).filter { $0 <= itemCount }.map { Int($0) - 1 }
            for item in 0..<itemCount {
                var expected = 0.0
                for (lag, from) in known.reversed().enumerated() where !known.suffix(lag).contains(from) {
                    expected += exp(-rate * Double(lag)) * Double(model.weights[from * itemCount + item])
                }
                #expect(abs(Double(found[index][item]) - expected) < 1e-5)
            }
        }
    }

    @Test func largeCatalogsAreRefused() throws {
        let ids = (0...EASE.largestCatalog).map { "\($0)" }
        let log = try InteractionLog(
            users: Vocabulary(ids: ["a"]), items: Vocabulary(ids: ids), offsets: [0, 2], itemColumn: [1, 2],
            timeColumn: nil, source: DataSource(file: "test", formatName: "none"))
        let model = try EASE()
        var generator = SeededGenerator(seed: 1)
        let error = #expect(throws: FittingError.self) {
            try model.fit(TrainingSequences(log: log), generator: &generator) { _ in }
        }
        #expect(error?.description.contains("leave rare items out") == true)
    }
}
