import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// NARM and STAMP against PyTorch reading every prefix on its own.
@Suite struct SessionAttentionReferenceTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("sessions", in: .module) }

    static let names = ["narm", "narm-plain", "stamp", "stamp-paper"]

    private func model(_ name: String) throws -> any SequenceModel {
        let generator = try Generator(seed: 1)
        let model: any SequenceModel
        if name.hasPrefix("narm") {
            var configuration = NARM.Configuration()
            (configuration.embeddingSize, configuration.hiddenSize, configuration.maximumLength) = (4, 6, 5)
            configuration.hasSoftmax = name == "narm"
            model = try NARM(configuration: configuration, itemCount: 11, generator: generator)
        } else {
            var configuration = STAMP.Configuration()
            (configuration.hiddenSize, configuration.maximumLength) = (4, 5)
            if name == "stamp-paper" {
                (configuration.addsMean, configuration.hasBias, configuration.inputNormCap) = (false, true, nil)
            }
            model = try STAMP(configuration: configuration, itemCount: 11, generator: generator)
        }
        var values: [String: Tensor] = [:]
        for key in fixture.names(under: "\(name)/parameter/") {
            values[key] = try fixture.tensor("\(name)/parameter/\(key)")
        }
        try model.load(parameters: values)
        return model
    }

    private func histories(_ name: String) throws -> [[Int32]] {
        let items: [Int64] = try fixture.tensor("\(name)/items").array()
        return (0..<3).map { row in items[row * 7..<(row + 1) * 7].filter { $0 > 0 }.map { Int32($0) } }
    }

    @Test(arguments: names) func everyPrefixIsScored(name: String) throws {
        var scores: [Float] = []
        let queries = try histories(name).map { NextItemQuery(user: 0, items: $0[...], positions: 1..<$0.count + 1) }
        try model(name).score(queries) { for index in $0.rows.indices { scores += Array($0[row: index]) } }
        let expected: [Float] = try fixture.tensor("\(name)/scores").array()
        #expect(scores.count == expected.count)
        for (found, wanted) in zip(scores, expected) { #expect(abs(found - wanted) < 1e-5) }
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

    /// Rows that are read whole give each token what its prefix gives.
    @Test(arguments: names) func rowsAnswerForTheirPrefixes(name: String) throws {
        let model = try model(name)
        let rows = try histories(name).map { Array($0.prefix(5)) }
        let whole = SequenceBatch(
            items: rows.flatMap { $0 + [Int32](repeating: 0, count: 5 - $0.count) },
            lengths: rows.map { Int32($0.count) }, users: [0, 0, 0], length: 5, device: .cpu)
        let prefixes = whole.predictions.map { History(items: Array(rows[$0.row].prefix($0.step + 1))) }
        let apart = SequenceBatch(histories: prefixes, users: prefixes.map { _ in 0 }, device: .cpu)
        let found = model(whole, mode: .inference).representations
        #expect(try distance(found, model(apart, mode: .inference).representations) < 1e-5)
    }
}
