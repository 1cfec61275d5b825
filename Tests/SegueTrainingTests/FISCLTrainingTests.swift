import SegueData
import SegueModels
import SegueTesting
import Testing
import Torch
import TorchNN

@testable import SegueTraining

/// FISCL trained by the shared trainer, with the paper's loss and with our variation.
@Suite struct FISCLTrainingTests {
    private static func fresh(_ chain: SyntheticChain, learnsVectors: Bool, seed: UInt64 = 1) throws -> FISCL {
        var configuration = FISCL.Configuration()
        configuration.itemVectors.dimension = 16
        configuration.itemVectors.window = 1
        configuration.itemVectors.epochs = 40
        configuration.itemVectors.subsamplingThreshold = 0
        configuration.normalization = .itemVectors
        configuration.usesLabels = false
        configuration.trainsItemVectors = learnsVectors
        configuration.hiddenSize = 24
        configuration.historyLength = 4
        let items = chain.training.itemCount
        return try FISCL(
            configuration: configuration, itemCount: items, labelCount: 0, generator: Generator(seed: seed))
    }

    private static func configuration(_ objective: ObjectiveKind) -> TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.batchSize = 16
        configuration.epochs = 2
        configuration.optimizer.algorithm = objective == .meanSquaredError ? .adagrad : .adam
        configuration.optimizer.learningRate = objective == .meanSquaredError ? 0.05 : 0.01
        return configuration
    }

    @Test(arguments: [ObjectiveKind.meanSquaredError, .crossEntropy])
    func onlyOurVariationLearnsTheVectors(objective: ObjectiveKind) throws {
        let chain = try SyntheticChain(itemCount: 60, userCount: 300, length: 11)
        let model = try Self.fresh(chain, learnsVectors: objective == .crossEntropy)
        var generator = SeededGenerator(seed: 4)
        try model.pretrain(chain.training, catalog: .empty, generator: &generator) { _ in }
        let before = try model.itemTable.weight.value.array(Float.self)
        var problem = NextItemProblem.Configuration()
        problem.windowLength = 5
        problem.objective = objective
        try Trainer(
            model: model, training: chain.training, configuration: Self.configuration(objective), problem: problem,
            seed: 1
        ).run()
        let after = try model.itemTable.weight.value.array(Float.self)
        #expect((before == after) == (objective == .meanSquaredError), "only our variation may learn the vectors")
    }

    /// By hand: P = (1, 2), (0, 1); V of the targets = (0, 0), (3, 1).
    @Test func meanSquaredErrorByHand() throws {
        let output = Linear(
            inputSize: 2, outputSize: 3, hasBias: false, initializer: .zeros, generator: try Generator(seed: 1))
        try output.weight.assign(Tensor([0, 0, 3, 1, 9, 9] as [Float]).reshaped([3, 2]), name: "weight")
        let preferences = Tensor([1, 2, 0, 1] as [Float]).reshaped([2, 2])
        let loss = MeanSquaredErrorObjective().loss(
            preferences, table: ItemTable(output), targets: Tensor([0, 1] as [Int64]), generator: try Generator(seed: 1)
        )
        #expect(try loss.scalar() == (1 + 4 + 9 + 0) / 4)
    }
}
