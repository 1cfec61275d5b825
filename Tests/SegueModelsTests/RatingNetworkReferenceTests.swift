import SegueCore
import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// FFNN against three layers of PyTorch.
@Suite struct FFNNReferenceTests {
    let data: RatingExamples

    init() throws { data = RatingExamples(fixture: try Fixture("ffnn", in: .module)) }

    @Test(arguments: ["plain", "texts"]) func outputLossAndGradients(variant: String) throws {
        var configuration = FFNN.Configuration()
        configuration.embeddingSize = 6
        configuration.readsTexts = variant == "texts"
        let model = try FFNN(configuration: configuration, shape: data.shape, generator: Generator(seed: 1))
        try data.load(variant, into: model)
        for (key, distance) in try data.distances(variant, model, data.batch()) { #expect(distance < 1e-5, "\(key)") }
    }

    /// [110 ‖ 18 ‖ 24] through 76, 76 and 1; with a vector of 384 through 268, 268 and 1.
    @Test(arguments: [(false, 452_387), (true, 651_107)]) func parameterCount(readsTexts: Bool, count: Int) throws {
        var configuration = FFNN.Configuration()
        configuration.readsTexts = readsTexts
        let model = try FFNN(configuration: configuration, shape: PaperShape.seqRec, generator: Generator(seed: 1))
        #expect(model.parameterCount == count)
    }
}

/// The transformer for ratings against `torch.nn.MultiheadAttention` over each example's sequence on its own.
@Suite struct RatingBSTReferenceTests {
    let data: RatingExamples

    init() throws { data = RatingExamples(fixture: try Fixture("bst_rating", in: .module)) }

    @Test(arguments: ["full", "empty"]) func outputLossAndGradients(variant: String) throws {
        var configuration = RatingBST.Configuration()
        (configuration.historyLength, configuration.hiddenSize, configuration.headCount) = (3, 8, 2)
        (configuration.feedForwardSize, configuration.outputSize) = (10, 12)
        let model = try RatingBST(configuration: configuration, shape: data.shape, generator: Generator(seed: 1))
        try data.load(variant, into: model)
        let batch = try data.batch(rows: "\(variant)/rows")
        for (key, distance) in try data.distances(variant, model, batch) { #expect(distance < 1e-5, "\(key)") }
    }

    /// 3,953 items, 21 positions and 6 stars of 64; four maps of 64 × 64; 64 × 256 and back; two norms; 170 to 256, 128, 1.
    @Test func parameterCount() throws {
        let model = try RatingBST(shape: PaperShape.seqRec, generator: Generator(seed: 1))
        #expect(model.parameterCount == 381_505)
    }

    @Test func stars() {
        let halves = StarScale(range: 0.5...5, count: 10)
        #expect([0.5, 1, 3.5, 5, 9, -1].map { halves.star(of: $0) } == [1, 2, 7, 10, 10, 1])
        let whole = StarScale(range: 1...5, count: 5)
        #expect([1, 2, 2.4, 2.6, 5].map { whole.star(of: $0) } == [1, 2, 2, 3, 5])
        #expect(StarScale(range: 3...3, count: 5).star(of: 3) == 1)
    }

    @Test func headsMustShareTheWidth() {
        var configuration = RatingBST.Configuration()
        configuration.headCount = 5
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
    }
}
