import SegueData
import SegueTesting
import Testing

@testable import SegueModels

@Suite("Neighborhood models equal their definitions")
struct NeighborhoodTests {
    let fixture: ClassicalFixture
    let training: TrainingSequences

    init() throws {
        fixture = try ClassicalFixture.load()
        training = try fixture.training
    }

    private func similarity(_ reference: ClassicalFixture.Neighborhood) -> ItemSimilarity {
        var similarity = ItemSimilarity()
        similarity.shrinkage = reference.shrinkage
        similarity.exponent = reference.exponent
        return similarity
    }

    private func itemKNN(_ reference: ClassicalFixture.Neighborhood, historyLength: Int = 0) throws -> ItemKNN {
        var configuration = ItemKNN.Configuration()
        configuration.neighborCount = reference.neighborCount
        configuration.similarity = similarity(reference)
        configuration.historyLength = historyLength
        configuration.ranksUnrelatedByPopularity = false
        let model = try ItemKNN(configuration: configuration)
        try fit(model)
        return model
    }

    private func fit(_ model: any NextItemModel & Fittable) throws {
        var generator = SeededGenerator(seed: 1)
        try model.fit(training, generator: &generator) { _ in }
    }

    private func scores(
        _ model: any NextItemModel, _ reference: ClassicalFixture.Neighborhood, withTimes: Bool = false,
        timeUnit: TimeUnit = .seconds
    ) throws -> [[Float]] {
        let times = reference.times.map { $0 * timeUnit.perSecond }
        let query = NextItemQuery(
            user: 0, items: reference.query[...], times: withTimes ? times[...] : nil, timeUnit: timeUnit,
            positions: 1..<reference.query.count + 1)
        return try #require(ScoreTable(model, [query]).rows.first)
    }

    @Test("similarities and the k nearest neighbors", arguments: 0..<4)
    func neighbors(index: Int) throws {
        let reference = fixture.neighborhood[index]
        let model = try itemKNN(reference)
        for (row, expected) in reference.kept.enumerated() {
            let neighbors = model.neighbors(of: Int32(row + 1))
            var found = [Float](repeating: 0, count: fixture.itemCount)
            for neighbor in neighbors { found[Int(neighbor.item) - 1] = neighbor.similarity }
            #expect(largestDifference([found], [expected]) < 1e-6)
            #expect(neighbors.map(\.similarity) == neighbors.map(\.similarity).sorted(by: >))
        }
        #expect(model.neighbors(of: 0).isEmpty)
        #expect(model.neighbors(of: Int32(fixture.itemCount + 1)).isEmpty)
    }

    @Test("scores of the whole history, the last item and the last three", arguments: 0..<4)
    func histories(index: Int) throws {
        let reference = fixture.neighborhood[index]
        for (name, length) in [("whole", 0), ("last1", 1), ("last3", 3)] {
            let expected = try #require(reference.scores[name])
            let found = try scores(itemKNN(reference, historyLength: length), reference)
            #expect(largestDifference(found, expected) < 1e-5, "\(name)")
        }
    }

    @Test("decayed scores by steps and days, and normalized", arguments: 0..<4)
    func decayed(index: Int) throws {
        let reference = fixture.neighborhood[index]
        let cases: [(String, Double, HistoryDecay.Unit, NeighborhoodNormalization)] = [
            ("steps1", 1, .steps, .none), ("steps0.3", 0.3, .steps, .none), ("days0.5", 0.5, .days, .none),
            ("normalized", 1, .steps, .neighborhood),
        ]
        for (name, rate, unit, normalization) in cases {
            var configuration = DecayedItemKNN.Configuration()
            configuration.neighborCount = reference.neighborCount
            configuration.similarity = similarity(reference)
            configuration.decayRate = rate
            configuration.unit = unit
            configuration.normalization = normalization
            configuration.ranksUnrelatedByPopularity = false
            let model = try DecayedItemKNN(configuration: configuration)
            try fit(model)
            let expected = try #require(reference.scores[name])
            for unit in [TimeUnit.seconds, .microseconds] {
                let found = try scores(model, reference, withTimes: true, timeUnit: unit)
                #expect(largestDifference(found, expected) < 1e-5, "\(name) \(unit)")
            }
        }
    }

    @Test("a day counts as a step when a query has no times")
    func daysWithoutTimes() throws {
        let reference = fixture.neighborhood[0]
        var configuration = DecayedItemKNN.Configuration()
        configuration.neighborCount = reference.neighborCount
        configuration.unit = .days
        configuration.ranksUnrelatedByPopularity = false
        let model = try DecayedItemKNN(configuration: configuration)
        try fit(model)
        let expected = try #require(reference.scores["steps1"])
        #expect(largestDifference(try scores(model, reference), expected) < 1e-5)
    }

    @Test("without decay the decayed model is the plain one")
    func noDecay() throws {
        let reference = fixture.neighborhood[1]
        var configuration = DecayedItemKNN.Configuration()
        configuration.neighborCount = reference.neighborCount
        configuration.similarity = similarity(reference)
        configuration.decayRate = 0
        configuration.ranksUnrelatedByPopularity = false
        let model = try DecayedItemKNN(configuration: configuration)
        try fit(model)
        #expect(try scores(model, reference) == scores(itemKNN(reference), reference))
    }

    @Test("the result does not depend on the number of threads")
    func threads() throws {
        let chain = try SyntheticChain(itemCount: 300, userCount: 400, length: 12)
        let models = try [1, 2, 7].map { threads in
            let model = try ItemKNN()
            model.threadCount = threads
            var generator = SeededGenerator(seed: 1)
            try model.fit(chain.training, generator: &generator) { _ in }
            return model
        }
        #expect(try models[0].state() == models[1].state())
        #expect(try models[0].state() == models[2].state())
    }

    @Test("unrelated items, and all of them for an empty history, rank by popularity below the related ones")
    func fallback() throws {
        // Items 1 and 2 share two users; item 3 has three users, item 4 one, item 5 none.
        let training = try makeTraining([[1, 2], [2, 1], [3], [3], [3], [4]], itemCount: 5)
        for ranks in [true, false] {
            var configuration = ItemKNN.Configuration()
            configuration.ranksUnrelatedByPopularity = ranks
            let model = try ItemKNN(configuration: configuration)
            var generator = SeededGenerator(seed: 1)
            try model.fit(training, generator: &generator) { _ in }
            let queries = [NextItemQuery(user: 0, history: [1]), NextItemQuery(user: 0, history: [])]
            let rows = try ScoreTable(model, queries).rows
            let related: [Float] = ranks ? [-0.5, 1, -0.25, -0.75, -1] : [0, 1, 0, 0, 0]
            let empty: [Float] = ranks ? [-0.5, -0.5, -0.25, -0.75, -1] : [0, 0, 0, 0, 0]
            #expect(largestDifference(rows[0], [related]) < 1e-6)
            #expect(rows[1] == [empty])
        }
    }

    @Test("decay never overflows, however steep")
    func steepDecay() throws {
        for rate in [1e-9, 5, 80, 1e6, 1e300] {
            var configuration = DecayedItemKNN.Configuration()
            configuration.decayRate = rate
            configuration.unit = .days
            let model = try DecayedItemKNN(configuration: configuration)
            try fit(model)
            try ModelConformance.extremeHistories(model, longest: 500)
        }
    }
}
