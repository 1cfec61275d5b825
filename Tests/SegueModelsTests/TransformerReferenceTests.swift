import SegueCore
import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// The transformer with each of its options against PyTorch reading every prefix on its own, without padding.
@Suite struct TransformerReferenceTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("transformer", in: .module) }

    static let names = ["relative", "original", "post", "gated", "rotary"]

    private func model(_ name: String) throws -> SequenceTransformer {
        var configuration = SequenceTransformer.Configuration()
        (configuration.maximumLength, configuration.hiddenSize, configuration.innerFactor) = (5, 8, 2)
        (configuration.dropoutRate, configuration.positions) = (0, .relative)
        switch name {
        case "original": (configuration.positions, configuration.activation) = (.fromEnd, .relu)
        case "post":
            (configuration.positions, configuration.activation) = (.fromStart, .relu)
            configuration.normalizationPlace = .after
        case "gated":
            (configuration.positions, configuration.activation) = (.none, .swiGLU)
            (configuration.normalization, configuration.hasGates) = (.rmsNorm, true)
            configuration.temperature = 0.5
        case "rotary": configuration.positions = .rotary
        default: break
        }
        let model = try SequenceTransformer(configuration: configuration, itemCount: 11, generator: Generator(seed: 1))
        var values: [String: Tensor] = [:]
        for key in fixture.names(under: "\(name)/parameter/") {
            values[key] = try fixture.tensor("\(name)/parameter/\(key)")
        }
        try model.load(parameters: values)
        return model
    }

    /// The fixture's rows, up to their ends.
    private func histories(_ name: String) throws -> [[Int32]] {
        let items: [Int64] = try fixture.tensor("\(name)/items").array()
        return (0..<3).map { row in items[row * 7..<(row + 1) * 7].filter { $0 > 0 }.map { Int32($0) } }
    }

    @Test(arguments: names) func everyPrefixIsScored(name: String) throws {
        let model = try model(name)
        let queries = try histories(name).map {
            NextItemQuery(user: 0, items: $0[...], positions: 1..<$0.count + 1)
        }
        var rows: [[Float]] = []
        try model.score(queries) { block in
            for index in block.rows.indices { rows.append(Array(block[row: index])) }
        }
        let expected: [Float] = try fixture.tensor("\(name)/scores").array()
        #expect(rows.count * 11 == expected.count)
        for (found, wanted) in zip(rows.flatMap { $0 }, expected) { #expect(abs(found - wanted) < 1e-5) }
    }

    @Test(arguments: names) func lossAndGradients(name: String) throws {
        let model = try model(name)
        var prefixes: [History] = []
        for history in try histories(name) {
            for end in 1...history.count { prefixes.append(History(items: Array(history.prefix(end))).suffix(5)) }
        }
        let batch = SequenceBatch(histories: prefixes, users: prefixes.map { _ in 0 }, device: .cpu)
        let states = model(batch, mode: .inference).representations
        #expect(try distance(states, fixture.tensor("\(name)/states")) < 1e-5)
        let loss = Loss.linearCrossEntropy(
            states, weight: model.itemTable.rows, bias: nil, targets: try fixture.tensor("\(name)/targets"))
        #expect(try distance(loss, fixture.tensor("\(name)/loss").reshaped([])) < 1e-5)
        loss.backward()
        for (key, parameter) in model.namedParameters {
            let gradient = try #require(parameter.value.gradient, "\(key)")
            #expect(try distance(gradient, fixture.tensor("\(name)/gradient/\(key)")) < 1e-5, "\(key)")
        }
    }

    /// In a batch of whole rows, each token's state is that of its prefix.
    @Test(arguments: ["relative", "post", "gated", "rotary"]) func rowsAnswerForTheirPrefixes(name: String) throws {
        let model = try model(name)
        let rows = try histories(name).map { Array($0.prefix(5)) }
        let whole = SequenceBatch(
            items: rows.flatMap { $0 + [Int32](repeating: 0, count: 5 - $0.count) },
            lengths: rows.map { Int32($0.count) }, users: [0, 0, 0], length: 5, device: .cpu)
        let states = model(whole, mode: .inference).representations
        let prefixes = whole.predictions.map { History(items: Array(rows[$0.row].prefix($0.step + 1))) }
        let apart = SequenceBatch(histories: prefixes, users: prefixes.map { _ in 0 }, device: .cpu)
        #expect(try distance(states, model(apart, mode: .inference).representations) < 1e-5)
    }

    @Test func settingsAreChecked() {
        var configuration = SequenceTransformer.Configuration()
        configuration.headCount = 3
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
        (configuration.headCount, configuration.positions) = (64, .rotary)
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
        configuration = SequenceTransformer.Configuration()
        configuration.temperature = 0
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
    }
}
