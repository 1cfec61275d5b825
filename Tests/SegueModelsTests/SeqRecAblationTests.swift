import Foundation
import SegueCore
import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// SeqRec with branches made blind.
@Suite struct SeqRecAblationTests {
    let data: RatingExamples

    init() throws { data = RatingExamples(fixture: try Fixture("seqrec", in: .module)) }

    private func model(_ variant: String, dropoutRate: Double = 0) throws -> SeqRec {
        var configuration = SeqRec.Configuration()
        (configuration.embeddingSize, configuration.hiddenSize, configuration.historyLength) = (6, 7, 4)
        configuration.dropoutRate = dropoutRate
        configuration.cell = ["state", "front"].contains(variant) ? .multiplicativeLSTM : .lstm
        configuration.padding = variant == "front" ? .front : .none
        configuration.readout = variant == "front" ? .cell : variant == "longest" ? .longest : .state
        let model = try SeqRec(configuration: configuration, shape: data.shape, generator: Generator(seed: 1))
        try data.load(variant, into: model)
        return model
    }

    private func rows(_ tensor: Tensor) throws -> [[Float]] {
        let (values, width): ([Float], Int) = (try tensor.array(), tensor.size(1))
        return (0..<tensor.size(0)).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }

    /// What a branch gives each example.
    private func output(of branch: SeqRec.Branch, _ model: SeqRec, _ batch: ExampleBatch) throws -> [[Float]] {
        switch branch {
        case .history: return try rows(model.history(batch))
        case .user:
            let (layers, input) = (try #require(model.user), try #require(batch.dense(.user)))
            return try rows(layers(input, mode: .inference))
        case .item:
            let vectors = model.items(batch.items(upTo: 9))
            let input = Tensor.concatenated([vectors, try #require(batch.dense(.item))], dimension: 1)
            return try rows(model.item(input, mode: .inference))
        case .text:
            let (layers, input) = (try #require(model.text), try #require(batch.texts()))
            return try rows(layers(input, mode: .inference))
        }
    }

    private func parameters(of branch: SeqRec.Branch, _ model: SeqRec) -> [Parameter] {
        switch branch {
        case .history: [model.start] + (model.multiplicative?.parameters ?? model.lstm?.parameters ?? [])
        case .user: model.user?.parameters ?? []
        case .item: model.item.parameters
        case .text: model.text?.parameters ?? []
        }
    }

    /// The same for every example, of whatever history, item and user, also without a history; before it was not. The other
    /// branches give what they gave.
    @Test(arguments: ["state", "front", "lstm"], SeqRec.Branch.allCases)
    func anAblatedBranchIsConstant(variant: String, branch: SeqRec.Branch) throws {
        let (model, batch) = (try model(variant), try data.batch())
        let before = try SeqRec.Branch.allCases.map { try output(of: $0, model, batch) }
        try model.ablate([branch])
        for (other, before) in zip(SeqRec.Branch.allCases, before) {
            let found = try output(of: other, model, batch)
            #expect(found.count == batch.count)
            // The fixture's LSTM has rectifiers over the user's features that let nothing through.
            if variant != "lstm" || other != .user { #expect(Set(before).count > 1, "\(other)") }
            if other == branch {
                #expect(Set(found).count == 1 && found[0].allSatisfy { $0.isFinite })
            } else {
                #expect(found == before, "\(other)")
            }
        }
    }

    /// c = σ(b_i) ⊙ tanh(b_g), and h = σ(b_o) ⊙ tanh(c), from the biases as they were.
    @Test(arguments: ["state", "front", "lstm"]) func theHistoryGivesWhatItsBiasesSay(variant: String) throws {
        let (model, batch) = (try model(variant), try data.batch())
        let gates = try #require(model.multiplicative?.gates ?? model.lstm)
        let biases = try #require(gates.input.bias).value.array(Float.self).map { Double($0) }
        try model.ablate([.history])
        let found = try output(of: .history, model, batch)[0]
        for unit in 0..<7 {
            let cell = tanh(biases[14 + unit]) / (1 + exp(-biases[unit]))
            let expected = variant == "front" ? cell : tanh(cell) / (1 + exp(-biases[21 + unit]))
            #expect(abs(Double(found[unit]) - expected) < 1e-6)
        }
    }

    /// All branches blind: one rating for all. None: as before.
    @Test func allOrNoneAblated() throws {
        let batch = try data.batch()
        let (blind, whole) = (try model("state"), try model("state"))
        try whole.ablate([])
        #expect(try distance(whole(batch, mode: .inference), data.fixture.tensor("state/output")) < 1e-5)
        #expect(whole.parameters.allSatisfy { !$0.isFixed })
        try blind.ablate(Set(SeqRec.Branch.allCases))
        #expect(Set(try blind(batch, mode: .inference).array(Float.self)).count == 1)
    }

    /// The ablated branch stays to the bit through steps with weight decay and moments; all others learn.
    @Test(arguments: ["state", "lstm"], SeqRec.Branch.allCases)
    func theOthersLearn(variant: String, branch: SeqRec.Branch) throws {
        let (model, batch) = (try model(variant, dropoutRate: 0.3), try data.batch())
        let optimizer = Adam(model.parameters, learningRate: 0.01, weightDecay: 0.1, decoupled: true)
        let dropout = try Generator(seed: 4)
        func step() throws {
            model.zeroGradients()
            let difference = model(batch, mode: .training(dropout)) - batch.labels
            (difference * difference).mean().backward()
            optimizer.step()
        }
        for _ in 0..<3 { try step() }
        try model.ablate([branch])
        let fixed = parameters(of: branch, model)
        func values(_ parameters: [Parameter]) throws -> [[Float]] { try parameters.map { try $0.value.array() } }
        let learned = model.parameters.filter { parameter in !fixed.contains { $0 === parameter } }
        let (fixedBefore, learnedBefore) = (try values(fixed), try values(learned))
        for _ in 0..<3 { try step() }
        #expect(!fixed.isEmpty && fixed.allSatisfy(\.isFixed))
        #expect(try values(fixed) == fixedBefore)
        let learnedAfter = try values(learned)
        for index in learned.indices { #expect(learnedAfter[index] != learnedBefore[index], "parameter \(index)") }
        #expect(learned.contains { $0 === model.items.weight })
    }

    @Test func whatCannotBeAblated() throws {
        let model = try model("longest")
        let longest = #expect(throws: ConfigurationError.self) { try model.ablate([.history]) }
        #expect(longest?.field == "readout")
        let plain = DataShape(itemCount: 9, userCount: 3, ratingRange: 1...5, task: .rating)
        let bare = try SeqRec(shape: plain, generator: Generator(seed: 1))
        #expect(bare.branches == [.history, .item])
        let missing = #expect(throws: ConfigurationError.self) { try bare.ablate([.text]) }
        #expect(missing?.field == "features" && missing?.problem.contains("'text'") == true)
        #expect(bare.parameters.allSatisfy { !$0.isFixed })
    }
}
