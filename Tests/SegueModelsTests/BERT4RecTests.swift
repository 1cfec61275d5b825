import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// BERT4Rec against PyTorch's encoder layers, and what it hides in training.
@Suite struct BERT4RecTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("bert4rec", in: .module) }

    private func model() throws -> BERT4Rec {
        var configuration = BERT4Rec.Configuration()
        (configuration.hiddenSize, configuration.innerFactor, configuration.maximumLength) = (8, 2, 4)
        configuration.dropoutRate = 0
        let model = try BERT4Rec(configuration: configuration, itemCount: 11, generator: Generator(seed: 1))
        var values: [String: Tensor] = [:]
        for key in fixture.names(under: "parameter/") { values[key] = try fixture.tensor("parameter/\(key)") }
        try model.load(parameters: values)
        return model
    }

    private func histories() throws -> [[Int32]] {
        let items: [Int64] = try fixture.tensor("items").array()
        return (0..<3).map { row in items[row * 7..<(row + 1) * 7].filter { $0 > 0 }.map { Int32($0) } }
    }

    @Test func everyPrefixIsScored() throws {
        var scores: [Float] = []
        try model().score(histories().map { NextItemQuery(user: 0, items: $0[...], positions: 1..<$0.count + 1) }) {
            for index in $0.rows.indices { scores += Array($0[row: index]) }
        }
        let expected: [Float] = try fixture.tensor("scores").array()
        #expect(scores.count == expected.count)
        for (found, wanted) in zip(scores, expected) { #expect(abs(found - wanted) < 1e-5) }
    }

    @Test func lossAndGradients() throws {
        let model = try model()
        var prefixes: [History] = []
        for history in try histories() {
            for end in 1...history.count { prefixes.append(History(items: Array(history.prefix(end))).suffix(4)) }
        }
        let batch = SequenceBatch(histories: prefixes, users: prefixes.map { _ in 0 }, device: .cpu)
        let states = model(batch, mode: .inference).representations
        #expect(try distance(states, fixture.tensor("states")) < 1e-5)
        let loss = Loss.linearCrossEntropy(
            states, weight: model.itemTable.rows, bias: model.itemTable.bias?.value,
            targets: try fixture.tensor("targets"))
        #expect(try distance(loss, fixture.tensor("loss").reshaped([])) < 1e-5)
        loss.backward()
        for (key, parameter) in model.namedParameters {
            let gradient = try #require(parameter.value.gradient, "\(key)")
            #expect(try distance(gradient, fixture.tensor("gradient/\(key)")) < 1e-5, "\(key)")
        }
    }

    /// Rows of windows whose items are told apart by their places.
    private func training(_ configuration: BERT4Rec.Configuration) throws -> (states: Tensor, targets: [Int64]) {
        let model = try BERT4Rec(configuration: configuration, itemCount: 4000, generator: Generator(seed: 1))
        // 100 rows of 39 items and the one behind them.
        let batch = SequenceBatch(
            columns: InteractionColumns(items: (1...4000).map { Int32($0) }),
            rows: (0..<100).map { SequenceBatch.Row(user: 0, interactions: $0 * 40..<$0 * 40 + 39) },
            knowsTargets: true, device: .cpu)
        let output = model(batch, mode: .training(try Generator(seed: 2)))
        return (output.representations, try #require(output.targets).array())
    }

    @Test func itemsAreHiddenAtTheRate() throws {
        var configuration = BERT4Rec.Configuration()
        configuration.hiddenSize = 2
        let found = try training(configuration)
        #expect(found.states.shape == [found.targets.count, 2])
        #expect(Set(found.targets).count == found.targets.count)
        #expect((700...900).contains(found.targets.count))
        // Of every row one at least, and the item behind the window as often as another.
        #expect(Set(found.targets.map { $0 / 40 }).count == 100)
        #expect((8...35).contains(found.targets.count { $0 % 40 == 39 }))
        (configuration.maskRate, configuration.lastItemRate) = (0, 0)
        #expect(try training(configuration).targets.count == 100)
        configuration.lastItemRate = 0.99
        #expect(try training(configuration).targets.count { $0 % 40 == 39 } > 90)
    }

    /// No gradient reaches the vector of an item that is hidden wherever it stands.
    @Test func hiddenItemsAreNotRead() throws {
        let model = try model()
        let batch = SequenceBatch(
            columns: InteractionColumns(items: [3, 7, 5]), rows: [SequenceBatch.Row(user: 0, interactions: 0..<2)],
            knowsTargets: true, device: .cpu)
        let output = model(batch, mode: .training(try Generator(seed: 5)))
        let hidden: [Int64] = try #require(output.targets).array()
        #expect(!hidden.isEmpty && hidden.count < 3)
        output.representations.sum().backward()
        let gradient = try #require(model.itemEmbedding.weight.value.gradient)
        for item in [Int64(3), 7, 5] {
            let size = try gradient.select(0, at: Int(item)).abs().sum().scalar()
            #expect((size == 0) == hidden.contains(item - 1))
        }
    }
}
