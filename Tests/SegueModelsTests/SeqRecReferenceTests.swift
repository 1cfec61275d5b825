import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// SeqRec against a PyTorch program that reads each example's history on its own.
@Suite struct SeqRecReferenceTests {
    let data: RatingExamples

    init() throws { data = RatingExamples(fixture: try Fixture("seqrec", in: .module)) }

    private func model(_ variant: String) throws -> SeqRec {
        var configuration = SeqRec.Configuration()
        (configuration.embeddingSize, configuration.hiddenSize, configuration.historyLength) = (6, 7, 4)
        configuration.cell = ["state", "front"].contains(variant) ? .multiplicativeLSTM : .lstm
        configuration.padding = variant == "front" ? .front : .none
        configuration.readout = variant == "front" ? .cell : variant == "longest" ? .longest : .state
        let model = try SeqRec(configuration: configuration, shape: data.shape, generator: Generator(seed: 1))
        try data.load(variant, into: model)
        return model
    }

    @Test(arguments: ["state", "front", "lstm", "longest"]) func outputLossAndGradients(variant: String) throws {
        let model = try model(variant)
        let batch = try data.batch()
        #expect(try distance(model.history(batch), data.fixture.tensor("\(variant)/history")) < 1e-5)
        for (key, distance) in try data.distances(variant, model, batch) { #expect(distance < 1e-5, "\(key)") }
    }

    /// The paper's sizes: 840,013 parameters of two biases per gate, of which one suffices here.
    @Test func parameterCount() throws {
        let model = try SeqRec(shape: PaperShape.seqRec, generator: Generator(seed: 1))
        #expect(model.parameterCount == 840_013 - 4 * 111)
    }

    /// The authors' program of SeqRec_LSTM reads all of a history: with 0 nothing is cropped.
    @Test func withoutLengthAllIsRead() throws {
        let batch = try data.batch()
        let packed = PackedHistories(batch, maximumLength: 0, longestAlone: true, itemCount: 9)
        #expect(packed.lengths == [5] && packed.stepSizes == [1, 1, 1, 1, 1])
        #expect(packed.historyOfExample == [0, 0, -1, -1, -1, -1])
        #expect(PackedHistories(batch, maximumLength: 0, itemCount: 9).lengths == [5, 3, 1])
    }
}

/// The sizes of papers' data.
enum PaperShape {
    /// MovieLens 1M as SeqRec reads it: 24 numbers of a user, 18 genres, titles by MiniLM.
    static let seqRec = DataShape(
        itemCount: 3952, userCount: 6040, ratingRange: 1...5,
        features: FeatureSchema(fields: [
            FeatureField(name: "user.features", source: .user, kind: .labels(count: 24)),
            FeatureField(name: "item.categories", source: .item, kind: .labels(count: 18)),
            FeatureField(name: "item.title", source: .item, kind: .text(dimension: 384, encoder: "MiniLM")),
        ]), task: .rating)
}
