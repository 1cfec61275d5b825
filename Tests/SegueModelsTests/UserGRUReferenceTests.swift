import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// The four networks against an independent PyTorch implementation: states, logits, loss and every gradient.
@Suite struct UserGRUReferenceTests {
    static let networks = ["standard", "linear", "rectified", "attentional"]
    let fixture: Fixture

    init() throws { fixture = try Fixture("user_gru", in: .module) }

    /// Sizes of a case, read off its tensors.
    private func model(_ name: String) throws -> any RecurrentModel {
        let generator = try Generator(seed: 1)
        let hidden = try fixture.tensor("\(name)/initialState").size(1)
        let input = try fixture.tensor("\(name)/parameter/itemEmbedding.weight").size(1)
        let (items, users) = (11, 6)
        let model: any RecurrentModel
        if name.hasPrefix("standard") {
            var configuration = StandardGRU.Configuration()
            (configuration.hiddenSize, configuration.embeddingSize) = (hidden, input)
            model = try StandardGRU(configuration: configuration, itemCount: items, generator: generator)
        } else if name.hasPrefix("linear") {
            var configuration = LinearUserGRU.Configuration()
            (configuration.hiddenSize, configuration.embeddingSize) = (hidden, input)
            model = try LinearUserGRU(
                configuration: configuration, itemCount: items, userCount: users, generator: generator)
        } else if name.hasPrefix("rectified") {
            var configuration = RectifiedLinearUserGRU.Configuration()
            (configuration.hiddenSize, configuration.embeddingSize) = (hidden, input)
            configuration.thresholdGradient = name.contains("surrogate") ? .surrogate : .literal
            model = try RectifiedLinearUserGRU(
                configuration: configuration, itemCount: items, userCount: users, generator: generator)
        } else {
            var configuration = AttentionalUserGRU.Configuration()
            (configuration.hiddenSize, configuration.embeddingSize) = (hidden, input)
            model = try AttentionalUserGRU(
                configuration: configuration, itemCount: items, userCount: users, generator: generator)
        }
        var values: [String: Tensor] = [:]
        for key in fixture.names(under: "\(name)/parameter/") {
            values[key] = try fixture.tensor("\(name)/parameter/\(key)")
        }
        try model.load(parameters: values)
        return model
    }

    /// Flat positions of the valid steps, and the targets' score columns.
    private func predictions(_ window: String) throws -> (rows: Tensor, targets: Tensor) {
        let targets: [Int64] = try fixture.tensor("\(window)/targets").array()
        let valid = targets.indices.filter { targets[$0] > 0 }
        return (Tensor(valid.map(Int64.init)), Tensor(valid.map { targets[$0] - 1 }))
    }

    /// Runs the cell on given inputs and compares everything with the fixture.
    private func check(_ name: String, window: String, model: any RecurrentModel, state: Tensor) throws {
        model.zeroGradients()
        let state = leaf(state)
        var items = model.itemEmbedding(try fixture.tensor("\(window)/items"))
        var user = try (model as? any UserRecurrentModel)?.userEmbedding(fixture.tensor("\(name)/users"))
        if fixture.contains("\(name)/mask/item") {
            items = items * (try fixture.tensor("\(name)/mask/item")) / 0.8
            user = try user.map { $0 * (try fixture.tensor("\(name)/mask/user")) / 0.5 }
        }
        let states = Tensor.stacked(model.cell.unroll(items: items, user: user, state: state), dimension: 1)
        let (rows, targets) = try predictions(window)
        let found = states.reshaped([-1, states.size(-1)]).indexSelect(0, rows)
        let expected = try fixture.tensor("\(window)/states").reshaped([-1, states.size(-1)]).indexSelect(0, rows)
        #expect(try distance(found, expected) < 1e-5)
        #expect(try distance(model.output(found), fixture.tensor("\(window)/logits")) < 1e-5)
        let loss = Loss.linearCrossEntropy(
            found, weight: model.output.weight.value, bias: model.output.bias?.value, targets: targets)
        #expect(try distance(loss, fixture.tensor("\(window)/loss")) < 1e-5)
        loss.backward()
        for (key, parameter) in model.namedParameters {
            let expected = try fixture.tensor("\(window)/gradient/\(key)")
            let found = parameter.value.gradient ?? .zeros(parameter.value.shape)
            #expect(try distance(found, expected) < 1e-5, "gradient of \(key)")
        }
        let stateGradient = try fixture.tensor("\(window)/gradient/initialState")
        #expect(try distance(#require(state.gradient), stateGradient) < 1e-5)
    }

    @Test(arguments: networks, ["", "_sizes", "_masked", "_carry"])
    func window(network: String, variant: String) throws {
        let name = network + variant
        let model = try model(name)
        try check(name, window: name, model: model, state: fixture.tensor("\(name)/initialState"))
    }

    @Test(arguments: ["rectified_surrogate", "rectified_surrogate_masked", "attentional_bias"])
    func variants(name: String) throws {
        try check(name, window: name, model: model(name), state: fixture.tensor("\(name)/initialState"))
    }

    /// The second window starts from the first one's last states, as the model's own batching finds them.
    @Test(arguments: networks)
    func stateCarriesOver(network: String) throws {
        let name = network + "_carry"
        let model = try model(name)
        let items: [Int64] = try fixture.tensor("\(name)/items").array()
        let users: [Int64] = try fixture.tensor("\(name)/users").array()
        let lengths = (0..<4).map { row in Int32(items[row * 6..<row * 6 + 6].filter { $0 > 0 }.count) }
        let batch = SequenceBatch(
            items: items.map(Int32.init), lengths: lengths, users: users.map(Int32.init), length: 6, device: .cpu)
        let start = try fixture.tensor("\(name)/initialState")
        let output = model(batch, state: start, mode: .inference)
        #expect(try distance(output.state, fixture.tensor("\(name)/finalState")) < 1e-5)
        try check(name, window: "\(name)/next", model: model, state: output.state.detached())
    }

    @Test(arguments: ["linear", "rectified", "attentional"])
    func penaltyOnUserVectors(network: String) throws {
        let model = try model(network)
        let items: [Int64] = try fixture.tensor("\(network)/items").array()
        let users: [Int64] = try fixture.tensor("\(network)/users").array()
        let batch = SequenceBatch(
            items: items.map(Int32.init), lengths: [6, 3, 5, 1], users: users.map(Int32.init), length: 6, device: .cpu)
        let output = model(batch, state: nil, mode: .training(try Generator(seed: 1)))
        // The reference sums over the batch's four rows where the model takes their mean.
        let penalty = try #require(output.penalty) * 4
        #expect(try distance(penalty, fixture.tensor("\(network)/penalty")) < 1e-6)
        penalty.backward()
        let gradient = try #require((model as? any UserRecurrentModel)?.userEmbedding.weight.value.gradient)
        #expect(try distance(gradient, fixture.tensor("\(network)/penaltyGradient/userEmbedding.weight")) < 1e-6)
    }
}
