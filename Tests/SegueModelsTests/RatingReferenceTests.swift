import SafeTensors
import SegueCore
import SegueData
import SegueTesting
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// Models of ratings against `Fixtures/make_rating.py`: users of the train part, users with a history alone, and one without.
@Suite struct RatingReferenceTests {
    private let fixture: Fixture
    private let material: LearningMaterial
    private let asked: ExampleSet
    private let days: [Int32]

    init() throws {
        let fixture = try Fixture("rating", in: .module)
        self.fixture = fixture
        func integers(_ name: String) throws -> [Int64] { try fixture.tensor(name).array() }
        func floats(_ name: String) throws -> [Float] { try fixture.tensor(name).array() }
        let users = try integers("users")
        let count = Int(users.max() ?? 0)
        let dayNumbers = try integers("days")
        days = dayNumbers.map { Int32($0) }
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...count).map { "u\($0)" }), items: Vocabulary(ids: (1...9).map { "i\($0)" }),
            offsets: (0...count).map { user in users.count { $0 <= user } },
            itemColumn: integers("items").map { Int32($0) }, timeColumn: dayNumbers.map { $0 * 86_400 + 3 },
            ratingColumn: floats("ratings"), source: DataSource(file: "test", formatName: "none"))
        material = LearningMaterial(training: TrainingSequences(log: log))
        let items = try integers("ask_item").map { Int32($0) }
        var examples = ExampleSet(
            columns: InteractionColumns(
                items: try integers("history_items").map { Int32($0) }, ratings: try floats("history_ratings")),
            events: InteractionColumns(items: items, times: try integers("ask_day").map { $0 * 86_400 }))
        let (askers, starts, ends) = try (integers("ask_user"), integers("ask_start"), integers("ask_end"))
        for (row, item) in items.enumerated() {
            examples.add(
                user: Int32(askers[row]), item: item, history: Int(starts[row])..<Int(ends[row]), event: row, label: 0)
        }
        asked = examples
    }

    private func expect(_ model: any PointwiseModel, gives name: String) throws {
        let found = Tensor(try model.predictions(of: asked))
        #expect(try distance(found, fixture.tensor("\(name)/prediction")) < 1e-5, "\(name)")
    }

    private func table() throws -> RatingTable {
        try RatingTable(material, from: .allTrainInteractions, model: "test")
    }

    private func first(_ name: String) throws -> [Float] { try fixture.tensor("first/\(name)").array() }

    /// Biases 0 in front of vectors.
    private func rows(_ vectors: [Float]) -> [Float] {
        stride(from: 0, to: vectors.count, by: 3).flatMap { [0] + vectors[$0..<$0 + 3] }
    }

    @Test func biases() throws {
        var context = FitContext(generator: SeededGenerator(seed: 1))
        func check(_ model: any PointwiseModel & Fittable, _ name: String) throws {
            try model.fit(material, &context)
            try expect(model, gives: name)
        }
        try check(Biases(), "biases")
        var once = Biases.Configuration()
        (once.itemShrinkage, once.userShrinkage, once.iterations) = (25, 10, 1)
        try check(Biases(configuration: once), "one-pass")
        try check(ItemMean(), "item-mean")
        try check(UserMean(), "user-mean")
    }

    @Test func sourcesOfRatings() throws {
        var examples = ExampleSet(
            columns: material.training.log.columns, events: InteractionColumns(items: []), features: nil)
        examples.add(user: 1, item: 2, history: 0..<0, event: -1, label: 5)
        examples.add(user: 2, item: 2, history: 0..<0, event: -1, label: 4)
        let both = LearningMaterial(training: material.training, examples: examples)
        var context = FitContext(generator: SeededGenerator(seed: 1))
        let constant = try ConstantRating()
        try constant.fit(both, &context)
        #expect(try constant.predictions(of: asked).allSatisfy { $0 == 4.5 })
        var settings = ItemMean.Configuration()
        settings.learnsFrom = .examples
        let items = try ItemMean(configuration: settings)
        try items.fit(both, &context)
        #expect(try items.predictions(of: asked).allSatisfy { $0 == 4.5 })
    }

    @Test(arguments: [AlternatingMF.BiasFitting.before, .joint])
    func alternating(_ biases: AlternatingMF.BiasFitting) throws {
        var settings = AlternatingMF.Configuration()
        (settings.factorCount, settings.iterations) = (3, 3)
        (settings.ridge, settings.regularization, settings.biases) = (0.7, 0.1, biases)
        let model = try AlternatingMF(configuration: settings)
        let fitted = try model.fit(table(), firstItems: first("q").map(Double.init)) { _ in }
        try model.load(state: fitted.state)
        try expect(model, gives: "als-\(biases.rawValue)")
    }

    /// Threads take other parts of the users, and change nothing.
    @Test func alternatingWithAnyThreads() throws {
        let threads = TorchRuntime.threadCount
        defer { try? TorchRuntime.setThreadCount(threads) }
        let states = try [1, 3].map { count in
            try TorchRuntime.setThreadCount(count)
            let model = try AlternatingMF()
            var context = FitContext(generator: SeededGenerator(seed: 1))
            try model.fit(material, &context)
            return try model.state()
        }
        #expect(states[0] == states[1])
    }

    @Test func gradientDescent() throws {
        var settings = BiasedMF.Configuration()
        (settings.factorCount, settings.regularization) = (3, 0.1)
        let model = try BiasedMF(configuration: settings)
        let table = try table()
        var factors = BiasedFactors(
            mean: Float(table.mean), users: rows(try first("p")), items: rows(try first("q")), width: 4)
        let log = material.training.log
        var examples = ExampleSet(columns: log.columns, events: log.columns)
        for user in log.userIndices {
            for row in log.rows(ofUser: user) {
                examples.add(
                    user: user, item: log.itemColumn[row], history: 0..<0, event: row,
                    label: log.ratingColumn?[row] ?? 0)
            }
        }
        let order: [Int64] = try fixture.tensor("order").array()
        _ = factors.learn(examples, order: order.map { Int($0) }, rate: 0.05, settings)
        try model.load(state: factors.state)
        try expect(model, gives: "biased-mf")
    }

    private func implicitFactors(hasVectors: Bool) throws -> ImplicitFactors {
        let vectors = try first("p").map { hasVectors ? $0 : 0 }
        return ImplicitFactors(
            factors: BiasedFactors(
                mean: Float(try table().mean), users: rows(vectors), items: rows(try first("q")), width: 4),
            implicit: try first("y"))
    }

    private func check<Settings: ImplicitSettings>(_ settings: Settings, gives name: String) throws {
        let model = try ImplicitFactorization(configuration: settings)
        var factors = try implicitFactors(hasVectors: Settings.hasUserVectors)
        let (side, order): (RatingTable.Side, [Int64]) = try (table().users, fixture.tensor("user_order").array())
        for _ in 0..<2 { _ = factors.learn(side, order: order.map { Int($0) }, rate: 0.05, settings) }
        factors.joinSums(side)
        try model.load(
            state: factors.factors.state.merging(["implicit": HostTensor(shape: [10, 3], values: factors.implicit)]) {
                $1
            })
        try expect(model, gives: name)
    }

    @Test func implicitFeedback() throws {
        var settings = SVDPlusPlusConfiguration()
        (settings.factorCount, settings.biasRegularization, settings.regularization) = (3, 0.02, 0.1)
        try check(settings, gives: "svd++")
        var without = NSVDConfiguration()
        (without.factorCount, without.biasRegularization, without.regularization) = (3, 0.02, 0.1)
        try check(without, gives: "nsvd")
    }

    @Test func time() throws {
        var settings = TimeSVDPlusPlus.Configuration()
        (settings.factorCount, settings.binCount) = (3, 4)
        (settings.learningRate, settings.slopeLearningRate) = (0.03, 0.002)
        (settings.biasRegularization, settings.regularization) = (0.01, 0.05)
        (settings.dayRegularization, settings.slopeRegularization) = (0.1, 0.5)
        let (table, order): (RatingTable, [Int64]) = try (table(), fixture.tensor("user_order").array())
        var generator = SeededGenerator(seed: 1)
        var factors = TimedFactors(table, days: days, settings, &generator)
        let vectors = try first("p")
        for user in 0..<13 {
            for factor in 0..<3 { factors.users[user * 9 + 3 + factor] = vectors[user * 3 + factor] }
        }
        (factors.items, factors.implicit) = (rows(try first("q")), try first("y"))
        for _ in 0..<2 {
            _ = factors.learn(table.users, days: days, order: order.map { Int($0) }, scale: 1, settings)
        }
        factors.joinSums(table.users)
        let model = try TimeSVDPlusPlus(configuration: settings)
        try model.load(state: factors.state)
        try expect(model, gives: "time-svd++")
    }

    @Test func timesAreRequired() throws {
        let log = material.training.log
        let timeless = try InteractionLog(
            users: log.users, items: log.items, offsets: log.offsets, itemColumn: log.itemColumn,
            ratingColumn: log.ratingColumn, source: log.source)
        var context = FitContext(generator: SeededGenerator(seed: 1))
        #expect(throws: FittingError.self) {
            try TimeSVDPlusPlus().fit(LearningMaterial(training: TrainingSequences(log: timeless)), &context)
        }
    }

    @Test func autoencoder() throws {
        let table = try table()
        let network = try ItemAutoencoder(userCount: 12, hiddenSize: 4, mean: 0, generator: Generator(seed: 1))
        let names = network.namedParameters.map(\.name)
        try network.load(
            parameters: Dictionary(names.map { ($0, try fixture.tensor("autorec/\($0)")) }) { first, _ in first })
        let (error, loss) = network.loss(table.items, [3, 1, 7], regularization: 3)
        let expected: [Float] = try fixture.tensor("autorec/loss").array()
        #expect(try abs(error.scalar() - Double(expected[0])) < 1e-5 * Double(expected[0]))
        #expect(try abs(loss.scalar() - Double(expected[1])) < 1e-5 * Double(expected[1]))
        loss.backward()
        for (name, parameter) in network.namedParameters {
            let gradient = try #require(parameter.value.gradient)
            #expect(try relativeDistance(gradient, fixture.tensor("autorec/gradient/\(name)")) < 1e-5, "\(name)")
        }
        var settings = AutoRec.Configuration()
        (settings.hiddenSize, settings.regularization) = (4, 3)
        let model = try AutoRec(configuration: settings)
        try model.load(state: network.factors(of: table).state)
        try expect(model, gives: "autorec")
    }

    @Test func configurationsSurviveEncoding() throws {
        try ModelConformance.configurationRoundTrip(ConstantRating.Configuration())
        try ModelConformance.configurationRoundTrip(ItemMean.Configuration())
        try ModelConformance.configurationRoundTrip(UserMean.Configuration())
        try ModelConformance.configurationRoundTrip(Biases.Configuration())
        try ModelConformance.configurationRoundTrip(AlternatingMF.Configuration())
        try ModelConformance.configurationRoundTrip(SVDPlusPlus.Configuration())
        try ModelConformance.configurationRoundTrip(NSVD.Configuration())
        try ModelConformance.configurationRoundTrip(TimeSVDPlusPlus.Configuration())
        try ModelConformance.configurationRoundTrip(AutoRec.Configuration())
        var settings = AlternatingMF.Configuration()
        settings.ridge = -1
        #expect(throws: ConfigurationError.self) { try AlternatingMF(configuration: settings) }
    }
}
