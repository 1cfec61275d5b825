import SegueData
import SegueModels
import SegueTesting
import Testing
import Torch
import TorchNN

@testable import SegueExperiments
@testable import SegueTraining

/// Objectives over drawn items.
@Suite struct ObjectiveTests {
    /// With many draws the sampled softmax is the softmax over all items, whatever the items are drawn by.
    @Test(arguments: [0.0, 0.5, 1.0]) func sampledSoftmaxEstimatesTheFullOne(exponent: Double) throws {
        let generator = try Generator(seed: 5)
        let output = Linear(
            inputSize: 6, outputSize: 40, initializer: .normal(deviation: 0.7), generator: generator)
        let input = Tensor.normal([64, 6], deviation: 1, generator: generator)
        let targets = Tensor((0..<64).map { Int64($0 * 11 % 40) })
        let sampled = SharedNegativesObjective(
            kind: .sampledSoftmax, count: 200_000, itemCounts: (1...40).map { $0 * $0 }, exponent: exponent,
            device: .cpu)
        let full = CrossEntropyObjective()
        let found = try sampled.loss(input, table: ItemTable(output), targets: targets, generator: generator).scalar()
        let expected = try full.loss(input, table: ItemTable(output), targets: targets, generator: generator).scalar()
        #expect(abs(found - expected) < 0.005 * expected, "\(found) \(expected)")
    }

    @Test func itemsAreDrawnByFrequency() throws {
        let objective = SharedNegativesObjective(
            kind: .bpr, count: 100_000, itemCounts: [1, 4, 0, 16], exponent: 0.5, device: .cpu)
        let drawn = try objective.draw(Generator(seed: 2)).array(Int64.self)
        let shares = (0..<4).map { item in Double(drawn.count { $0 == item }) / 100_000 }
        // Weights 1, 2, 1 (as if it occurred once) and 4.
        for (share, expected) in zip(shares, [0.125, 0.25, 0.125, 0.5]) { #expect(abs(share - expected) < 0.006) }
    }

    /// β = 1 without calibration, α when probabilities are to be calibrated.
    @Test func weightOfThePositive() {
        var configuration = NextItemProblem.Configuration()
        configuration.negatives.count = 10
        configuration.negatives.calibration = 0
        #expect(configuration.positiveWeight(itemCount: 101) == 1)
        configuration.negatives.calibration = 1
        #expect(abs(configuration.positiveWeight(itemCount: 101) - 0.1) < 1e-12)
    }

    @Test(arguments: ObjectiveKind.allCases.filter { $0 != .meanSquaredError }) func everyObjectiveLearnsTheChain(
        kind: ObjectiveKind
    ) throws {
        let chain = try SyntheticChain(itemCount: 80, userCount: 300, length: 11)
        let entry = try ModelCatalog.nextItem(named: "standard-gru")
        let sizes = DataShape(itemCount: 80, userCount: 300)
        let settings = try SettingsTree(yaml: "{hiddenSize: 24, itemDropoutRate: 0.1}", file: "test")
        let model = try entry.make(
            SettingsOverlay.apply(settings, over: entry.defaults, path: "settings") {
                try entry.configuration(from: $0)
            }, shape: sizes, generator: Generator(seed: 1))
        var problem = NextItemProblem.Configuration()
        problem.objective = kind
        problem.negatives.count = kind == .generalizedCrossEntropy ? 8 : 32
        problem.windowLength = 5
        var configuration = TrainingConfiguration()
        configuration.batchSize = 16
        // Binary cross-entropy first learns that most items are not the next one.
        configuration.epochs = kind == .generalizedCrossEntropy ? 45 : 10
        configuration.optimizer.learningRate = 0.01
        // The output's and the tables' rows are updated where they are touched.
        configuration.sparseTableRows = 1
        let neural = try #require(model as? any SequenceModel)
        try Trainer(
            model: neural, training: chain.training, configuration: configuration, problem: problem, seed: 1
        ).run()
        #expect(neural.itemTable.weight.hasSparseGradient == (kind != .crossEntropy))
        try ModelConformance.beatsPopularity(neural, on: chain, minimumRecall: 0.6)
    }
}
