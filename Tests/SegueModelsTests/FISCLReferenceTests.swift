import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueData
import SegueModels

/// FISCL's network against `nn.LSTM(bidirectional=True)` reading every prefix on its own.
@Suite struct FISCLReferenceTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("fiscl", in: .module) }

    private func number(_ name: String) throws -> Int { Int(try fixture.tensor(name).sum().scalar()) }

    private func model(_ name: String) throws -> FISCL {
        var configuration = FISCL.Configuration()
        configuration.itemVectors.dimension = try number("\(name)/width")
        configuration.usesLabels = false
        configuration.layerCount = try number("\(name)/layers")
        configuration.hiddenSize = try number("\(name)/hidden")
        configuration.historyLength = try number("\(name)/historyLength")
        let model = try FISCL(
            configuration: configuration, itemCount: 13, labelCount: 0, generator: Generator(seed: 1))
        var values: [String: Tensor] = [:]
        for key in fixture.names(under: "\(name)/parameter/") {
            values[key] = try fixture.tensor("\(name)/parameter/\(key)")
        }
        try model.load(parameters: values)
        return model
    }

    /// The fixture's histories, cut into pieces of `length` steps with what comes before them as context.
    private func preferences(_ model: FISCL, _ name: String, length: Int) throws -> (found: Tensor, targets: [Int64]) {
        let items: [Int64] = try fixture.tensor("\(name)/items").array()
        let wanted: [Int64] = try fixture.tensor("\(name)/targets").array()
        let width = items.count / 4
        var pieces: [Tensor] = []
        // For each valid step of the fixture its token among those of all pieces.
        var tokens = [Int](repeating: -1, count: items.count)
        var count = 0
        for begin in stride(from: 0, to: width, by: length) {
            let rows = (0..<4).filter { items[$0 * width + begin] > 0 }
            guard !rows.isEmpty else { break }
            let end = min(begin + length, width)
            let batch = SequenceBatch(
                columns: InteractionColumns(items: items.map(Int32.init)),
                rows: rows.map { row in
                    let count = (begin..<end).count { items[row * width + $0] > 0 }
                    let context = min(begin, model.contextLength)
                    return SequenceBatch.Row(
                        user: 0, interactions: row * width + begin - context..<row * width + begin + count,
                        context: context)
                }, device: .cpu)
            let output = model(batch, mode: .inference)
            pieces.append(output.representations)
            for index in batch.tokenRows {
                tokens[index] = count
                count += 1
            }
        }
        let valid = tokens.indices.filter { tokens[$0] >= 0 }
        let order = Tensor(valid.map { Int64(tokens[$0]) })
        return (Tensor.concatenated(pieces, dimension: 0).indexSelect(0, order), valid.map { wanted[$0] - 1 })
    }

    @Test(arguments: ["deep", "single", "three"], [6, 2, 1])
    func preferencesAndScores(name: String, length: Int) throws {
        let model = try model(name)
        let found = try preferences(model, name, length: length).found
        #expect(try distance(found, fixture.tensor("\(name)/preferences")) < 1e-5)
        #expect(try distance(model.itemTable.scores(found), fixture.tensor("\(name)/scores")) < 1e-5)
    }

    @Test(arguments: ["deep", "single", "three"], ["mse", "crossEntropy"])
    func lossesAndGradients(name: String, kind: String) throws {
        let model = try model(name)
        let (found, targets) = try preferences(model, name, length: 6)
        let table = model.itemTable.weight.value
        let difference = found - table.indexSelect(0, Tensor(targets))
        let loss =
            kind == "mse"
            ? (difference * difference).mean()
            : Loss.linearCrossEntropy(found, weight: table, bias: nil, targets: Tensor(targets))
        #expect(try distance(loss, fixture.tensor("\(name)/\(kind)").reshaped([])) < 1e-5)
        loss.backward()
        for (key, parameter) in model.namedParameters where key != "output.weight" {
            let gradient = try #require(parameter.value.gradient, "\(key)")
            #expect(try distance(gradient, fixture.tensor("\(name)/gradient/\(kind)/\(key)")) < 1e-5, "\(key)")
        }
        #expect(model.itemTable.weight.value.gradient == nil)
    }
}
