import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// A network that reads the vector of the user.
private protocol UserReading {
    var userEmbedding: Embedding { get }
}

extension UserGRU: UserReading {}

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

    /// A window of the fixture as a batch, which wants its longest rows first.
    private struct Window {
        let batch: SequenceBatch
        /// The fixture's row for each row of the batch.
        let order: Tensor
        /// The fixture's flat position of each token of the batch.
        let tokens: Tensor
        /// For each token of the batch its number among the fixture's valid steps.
        let ranks: Tensor
        /// Score column of the item after each token.
        let targets: Tensor
    }

    private func window(_ name: String, users: String) throws -> Window {
        let items: [Int64] = try fixture.tensor("\(name)/items").array()
        let targets: [Int64] = try fixture.tensor("\(name)/targets").array()
        let users: [Int64] = try fixture.contains(users) ? fixture.tensor(users).array() : [0, 0, 0, 0]
        let width = items.count / 4
        let rows = (0..<4).map { Array(items[$0 * width..<($0 + 1) * width]) }
        let lengths = rows.map { row in row.count { $0 > 0 } }
        let order = (0..<4).filter { lengths[$0] > 0 }.sorted { (lengths[$0], $1) > (lengths[$1], $0) }
        let batch = SequenceBatch(
            items: order.flatMap { rows[$0].map(Int32.init) }, lengths: order.map { Int32(lengths[$0]) },
            users: order.map { Int32(users[$0]) }, length: width, device: .cpu)
        let tokens = batch.tokenRows.map { order[$0 / width] * width + $0 % width }
        return Window(
            batch: batch, order: Tensor(order.map(Int64.init)), tokens: Tensor(tokens.map(Int64.init)),
            ranks: Tensor(tokens.map { token in Int64(tokens.count { $0 < token }) }),
            targets: Tensor(tokens.map { targets[$0] - 1 }))
    }

    /// A mask of the fixture for each token or row of a batch.
    private func flat(_ key: String) throws -> Tensor {
        let tensor = try fixture.tensor(key)
        return tensor.reshaped([-1, tensor.size(-1)])
    }

    /// Runs the cell on given inputs, by its equations and by its kernel, and compares everything with the fixture.
    private func check(_ name: String, window key: String, model: any RecurrentModel, state: Tensor) throws {
        for runsKernel in [false, true] {
            try check(name, window: key, model: model, state: state, runsKernel: runsKernel)
        }
    }

    private func check(
        _ name: String, window key: String, model: any RecurrentModel, state: Tensor, runsKernel: Bool
    ) throws {
        model.zeroGradients()
        let state = leaf(state)
        let window = try window(key, users: "\(name)/users")
        var items = model.itemEmbedding(window.batch.items)
        var user = (model as? any UserReading)?.userEmbedding(window.batch.users)
        if fixture.contains("\(name)/mask/item") {
            items = items * (try flat("\(name)/mask/item").indexSelect(0, window.tokens)) / 0.8
            user = try user.map { $0 * (try fixture.tensor("\(name)/mask/user").indexSelect(0, window.order)) / 0.5 }
        }
        let start = state.indexSelect(0, window.order)
        let cell = try #require(model.cell as? any RecurrentCell)
        let found =
            runsKernel
            ? cell.runKernel(items: items, user: user, state: start, stepSizes: window.batch.stepSizes)
            : cell.unroll(items: items, user: user, state: start, stepSizes: window.batch.stepSizes)
        let expected = try flat("\(key)/states").indexSelect(0, window.tokens)
        #expect(try distance(found, expected) < 1e-5)
        let logits = try fixture.tensor("\(key)/logits").indexSelect(0, window.ranks)
        #expect(try distance(model.itemTable.scores(found), logits) < 1e-5)
        let loss = Loss.linearCrossEntropy(
            found, weight: model.itemTable.weight.value, bias: model.itemTable.bias?.value, targets: window.targets)
        #expect(try distance(loss, fixture.tensor("\(key)/loss")) < 1e-5)
        loss.backward()
        for (name, parameter) in model.namedParameters {
            let expected = try fixture.tensor("\(key)/gradient/\(name)")
            let found = parameter.value.gradient ?? .zeros(parameter.value.shape)
            #expect(try distance(found, expected) < 1e-5, "gradient of \(name)")
        }
        let stateGradient = try fixture.tensor("\(key)/gradient/initialState")
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
        let window = try window(name, users: "\(name)/users")
        let start = try fixture.tensor("\(name)/initialState").indexSelect(0, window.order)
        let state = try #require(model(window.batch, state: [start], mode: .inference).state.first)
        let expected = try fixture.tensor("\(name)/finalState")
        #expect(try distance(state, expected.indexSelect(0, window.order)) < 1e-5)
        let inFixturesOrder = Tensor.zeros(expected.shape)
        for (row, original) in try window.order.array(Int64.self).enumerated() {
            inFixturesOrder.select(0, at: Int(original)).copy(from: state.select(0, at: row).detached())
        }
        try check(name, window: "\(name)/next", model: model, state: inFixturesOrder)
    }

    @Test(arguments: ["linear", "rectified", "attentional"])
    func penaltyOnUserVectors(network: String) throws {
        let model = try model(network)
        let batch = try window(network, users: "\(network)/users").batch
        let output = model(batch, state: nil, mode: .training(try Generator(seed: 1)))
        // The reference sums over the batch's four rows where the model takes their mean.
        let penalty = try #require(output.output.penalty) * 4
        #expect(try distance(penalty, fixture.tensor("\(network)/penalty")) < 1e-6)
        penalty.backward()
        let gradient = try #require((model as? any UserReading)?.userEmbedding.weight.value.gradient)
        #expect(try distance(gradient, fixture.tensor("\(network)/penaltyGradient/userEmbedding.weight")) < 1e-6)
    }
}
