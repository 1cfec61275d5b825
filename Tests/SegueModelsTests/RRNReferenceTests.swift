import SegueCore
import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// RRN against a PyTorch program with dense rating vectors that reads each example on its own.
@Suite struct RRNReferenceTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("rrn", in: .module) }

    private func integers(_ name: String) throws -> [Int] { try fixture.tensor(name).array(Int64.self).map { Int($0) } }

    private func log(hasTimes: Bool = true) throws -> InteractionLog {
        try InteractionLog(
            users: Vocabulary(ids: (1...3).map { "user \($0)" }), items: Vocabulary(ids: (1...5).map { "item \($0)" }),
            offsets: integers("logOffsets"), itemColumn: integers("logItems").map { Int32($0) },
            timeColumn: hasTimes ? integers("logDays").map { Int64($0) * 86_400 + 5_000 } : nil,
            ratingColumn: fixture.tensor("logRatings").array(),
            source: DataSource(file: "test", formatName: "none"))
    }

    private func material(hasTimes: Bool = true) throws -> LearningMaterial {
        try LearningMaterial(training: TrainingSequences(log: log(hasTimes: hasTimes), ends: integers("trainEnds")))
    }

    private func batch(_ log: InteractionLog) throws -> ExampleBatch {
        var examples = ExampleSet(columns: log.columns, events: log.columns)
        let (users, trained, items) = try (
            integers("exampleUsers"), integers("trainedUsers"), integers("exampleItems")
        )
        let (starts, ends, events) = try (integers("starts"), integers("ends"), integers("eventRows"))
        let labels: [Float] = try fixture.tensor("labels").array()
        for row in users.indices {
            examples.add(
                user: Int32(users[row]), isTrained: trained[row] > 0, item: Int32(items[row]),
                history: starts[row]..<ends[row], event: events[row], label: labels[row])
        }
        return ExampleBatch(examples, rows: Array(users.indices), device: .cpu)
    }

    private func model() throws -> RRN {
        var configuration = RRN.Configuration()
        (configuration.hiddenSize, configuration.factorCount, configuration.bucketDays) = (4, 3, 10)
        (configuration.historyLength, configuration.itemHistoryLength) = (3, 2)
        configuration.regularization = 0.1
        let shape = DataShape(itemCount: 5, userCount: 3, ratingRange: 1...5, task: .rating)
        let model = try RRN(configuration: configuration, shape: shape, generator: Generator(seed: 1))
        var values: [String: Tensor] = [:]
        for key in fixture.names(under: "parameter/") { values[key] = try fixture.tensor("parameter/\(key)") }
        try model.load(parameters: values)
        try model.keep(material())
        return model
    }

    @Test func outputLossAndGradients() throws {
        let model = try model()
        let batch = try batch(log())
        let output = model(batch, mode: .inference)
        #expect(try distance(output, fixture.tensor("output")) < 1e-5)
        let penalty = try #require(model.penalty(batch))
        #expect(try distance(penalty, fixture.tensor("penalty").reshaped([])) < 1e-5)
        let difference = output - batch.labels
        let loss = (difference * difference).mean() + penalty
        #expect(try distance(loss, fixture.tensor("loss").reshaped([])) < 1e-5)
        loss.backward()
        for (key, parameter) in model.namedParameters {
            let gradient = try #require(parameter.value.gradient, "\(key)")
            #expect(try distance(gradient, fixture.tensor("gradient/\(key)")) < 1e-5, "\(key)")
        }
    }

    /// Networks that give nothing leave matrix factorization with biases.
    @Test func withoutStatesItIsBiasedFactorization() throws {
        let model = try model()
        withoutGradients {
            for (key, parameter) in model.namedParameters where key.hasPrefix("userNetwork.output") {
                parameter.value.fill(0)
            }
        }
        let found: [Float] = try model(batch(log()), mode: .inference).array()
        func table(_ name: String) throws -> [Float] { try fixture.tensor("parameter/\(name).weight").array() }
        let (u, m, b, c) = try (table("userVectors"), table("itemVectors"), table("userBiases"), table("itemBiases"))
        let mean: Float = try fixture.tensor("parameter/mean").array()[0]
        let (users, items) = try (integers("trainedUsers"), integers("exampleItems").map { $0 > 5 ? 0 : $0 })
        for (row, value) in found.enumerated() {
            let product = (0..<3).reduce(Float(0)) { $0 + u[users[row] * 3 + $1] * m[items[row] * 3 + $1] }
            #expect(abs(value - (mean + b[users[row]] + c[items[row]] + product)) < 1e-5)
        }
    }

    /// Item 1 was rated on days 0, 25 and 29: of buckets 0 and 2. The last rating of user 1 is no train rating.
    @Test func itemsKnowEarlierBucketsAlone() throws {
        let ratings = try ReceivedRatings(material().training, bucketDays: 10)
        let first = ratings.first
        #expect(ratings.last - first == 2 && ratings.users.count == 8)
        #expect(ratings.before(first, item: 1, maximumLength: 0).isEmpty)
        #expect(ratings.ratings[ratings.before(first + 1, item: 1, maximumLength: 0)] == [5])
        #expect(ratings.ratings[ratings.before(first + 2, item: 1, maximumLength: 0)] == [5])
        #expect(ratings.ratings[ratings.before(first + 3, item: 1, maximumLength: 0)] == [5, 2, 4])
        #expect(ratings.users[ratings.before(first + 3, item: 1, maximumLength: 2)] == [1, 2])
        #expect(ratings.before(first + 9, item: 4, maximumLength: 0).isEmpty)
        #expect(
            [-1, 0, 9, 10, -10, -11].map { ReceivedRatings.bucket($0 * 86_400, .seconds, days: 10) } == [
                -1, 0, 0, 1, -1, -2,
            ])
    }

    @Test func timesAreNeeded() throws {
        let model = try model()
        #expect(throws: FittingError.self) { try model.keep(material(hasTimes: false)) }
    }

    /// What was kept is saved with the parameters, and predictions are the same afterwards.
    @Test func savesWhatItKeeps() throws {
        let model = try model()
        var state = try model.state()
        #expect(try state["received.users"]?.array(of: Int32.self).count == 8)
        let shape = DataShape(itemCount: 5, userCount: 3, ratingRange: 1...5, task: .rating)
        let copy = try RRN(configuration: model.configuration, shape: shape, generator: Generator(seed: 2))
        try copy.load(state: state)
        let expected: [Float] = try model(batch(log()), mode: .inference).array()
        #expect(try copy(batch(log()), mode: .inference).array() == expected)
        state["received.offsets"] = state["received.span"]
        #expect(throws: ModelStateError.self) { try copy.load(state: state) }
    }
}
