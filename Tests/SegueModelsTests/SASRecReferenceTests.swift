import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// SASRec against `torch.nn.MultiheadAttention` reading every prefix on its own, without padding.
@Suite struct SASRecReferenceTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("sasrec", in: .module) }

    private func model(_ name: String) throws -> SASRec {
        let sizes: [Int64] = try fixture.tensor("\(name)/sizes").array()
        var configuration = SASRec.Configuration()
        configuration.maximumLength = Int(sizes[0])
        configuration.layerCount = Int(sizes[1])
        configuration.headCount = Int(sizes[2])
        configuration.hiddenSize = Int(sizes[3])
        configuration.dropoutRate = 0
        let model = try SASRec(configuration: configuration, itemCount: 11, generator: Generator(seed: 1))
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

    @Test(arguments: ["one", "two"]) func everyPrefixIsScored(name: String) throws {
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

    @Test(arguments: ["one", "two"]) func lossAndGradients(name: String) throws {
        let model = try model(name)
        // Each prefix a row of its own, in any order of lengths.
        var prefixes: [History] = []
        for history in try histories(name) {
            for end in 1...history.count {
                prefixes.append(History(items: Array(history.prefix(end))).suffix(model.configuration.maximumLength))
            }
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

    @Test func settingsAreChecked() {
        var configuration = SASRec.Configuration()
        configuration.headCount = 3
        #expect(throws: (any Error).self) { try configuration.validate() }
    }
}
