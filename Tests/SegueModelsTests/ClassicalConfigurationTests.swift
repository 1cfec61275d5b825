import SafeTensors
import SegueCore
import SegueData
import SegueModels
import SegueTesting
import Testing

@Suite("Configurations and states of the classical models")
struct ClassicalConfigurationTests {
    private func field(of body: () throws -> Void) -> String? {
        do { try body() } catch let error as ConfigurationError { return error.field } catch { return "\(error)" }
        return nil
    }

    @Test("the paper's Table 1 gives the defaults")
    func paper() {
        #expect(ItemKNN.Configuration().neighborCount == 100)
        #expect(DecayedItemKNN.Configuration().neighborCount == 100)
        #expect(DecayedItemKNN.Configuration().decayRate == 1)
        let matrix = BPRMF.Configuration()
        #expect(matrix.factorCount == 20 && matrix.iterations == 30 && matrix.learningRate == 0.01)
        #expect(SequentialMF.Configuration().windowSize == 2)
    }

    @Test("an impossible value is refused with the field's name")
    func fields() {
        #expect(field { _ = try RecentPopularity(configuration: with { $0.span = 0 }) } == "span")
        #expect(field { _ = try ItemKNN(configuration: with { $0.neighborCount = 0 }) } == "neighborCount")
        #expect(field { _ = try ItemKNN(configuration: with { $0.historyLength = -1 }) } == "historyLength")
        #expect(field { try ItemKNN.Configuration.check { $0.similarity.exponent = 1.1 } } == "similarity.exponent")
        #expect(field { try ItemKNN.Configuration.check { $0.similarity.shrinkage = .nan } } == "similarity.shrinkage")
        #expect(field { try DecayedItemKNN.Configuration.check { $0.decayRate = -1 } } == "decayRate")
        #expect(field { try BPRMF.Configuration.check { $0.factorCount = 0 } } == "factorCount")
        #expect(field { try BPRMF.Configuration.check { $0.learningRate = .infinity } } == "learningRate")
        #expect(field { try BPRMF.Configuration.check { $0.threads = 0 } } == "threads")
        #expect(field { try SequentialMF.Configuration.check { $0.windowSize = 0 } } == "windowSize")
        #expect(field { try SequentialMF.Configuration.check { $0.initialDeviation = 0 } } == "initialDeviation")
    }

    private func with<Configuration: ModelConfiguration>(_ change: (inout Configuration) -> Void) -> Configuration {
        var configuration = Configuration()
        change(&configuration)
        return configuration
    }

    @Test("an altered neighborhood is refused by name, and the model keeps working")
    func neighborhoodState() throws {
        let chain = try SyntheticChain(itemCount: 20, userCount: 20)
        let model = try ItemKNN()
        var generator = SeededGenerator(seed: 1)
        try model.fit(chain.training, generator: &generator) { _ in }
        let good = try model.state()
        let entries = try #require(good["neighbours"]).shape[0]
        let changes: [(String, HostTensor)] = [
            ("neighbours", HostTensor(shape: [entries], values: [Int32](repeating: 21, count: entries))),
            ("neighbours", HostTensor(shape: [entries], values: [Int32](repeating: 0, count: entries))),
            ("neighbours", HostTensor(shape: [entries], values: [Int64](repeating: 1, count: entries))),
            ("neighbours", HostTensor(shape: [1], values: [Int32(1)])),
            ("similarities", HostTensor(shape: [entries], values: [Float](repeating: .nan, count: entries))),
            ("similarities", HostTensor(shape: [entries], values: [Float](repeating: -1, count: entries))),
            ("offsets", HostTensor(shape: [21], values: [Int64](repeating: 3, count: 21))),
            ("offsets", HostTensor(shape: [21], values: [Int64.min] + [Int64](repeating: .max, count: 20))),
            ("offsets", HostTensor(shape: [2], values: [0, Int64(entries)])),
            ("support", HostTensor(shape: [20], values: [Int32](repeating: -1, count: 20))),
        ]
        let before = try ScoreTable(model, chain.queries)
        for (name, tensor) in changes {
            var altered = good
            altered[name] = tensor
            #expect(throws: ModelStateError.self, "\(name) \(tensor.shape)") { try model.load(state: altered) }
        }
        #expect(try ScoreTable(model, chain.queries) == before)
    }

    @Test("factors of another size are refused with both sizes")
    func factorState() throws {
        let chain = try SyntheticChain(itemCount: 20, userCount: 20)
        var small = BPRMF.Configuration()
        small.factorCount = 8
        let model = try BPRMF(configuration: small)
        var generator = SeededGenerator(seed: 1)
        try model.fit(chain.training, generator: &generator) { _ in }
        let expected = ModelStateError.shape(name: "userFactors", expected: "[any, 20]", found: [20, 8])
        #expect(throws: expected) { try BPRMF().load(state: model.state()) }
        var state = try model.state()
        state["itemBias"] = HostTensor(shape: [19], values: [Float](repeating: 0, count: 19))
        #expect(throws: ModelStateError.shape(name: "itemBias", expected: "[20]", found: [19])) {
            try model.load(state: state)
        }
    }
}

extension ModelConfiguration {
    /// Validates the defaults after a change.
    static func check(_ change: (inout Self) -> Void) throws {
        var configuration = Self()
        change(&configuration)
        try configuration.validate()
    }
}
