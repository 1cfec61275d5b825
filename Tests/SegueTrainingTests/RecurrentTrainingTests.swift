import SegueData
import SegueModels
import SegueTesting
import Testing
import Torch
import TorchNN

@testable import SegueExperiments
@testable import SegueTraining

/// What recurrent networks do in the shared trainer, by their names in the catalog.
@Suite struct RecurrentTrainingTests {
    static let networks = ["standard-gru", "linear-user-gru", "rectified-user-gru", "attentional-user-gru"]

    private static func fresh(_ name: String, _ sizes: DataShape, seed: UInt64 = 1) throws -> any SequenceModel {
        let entry = try ModelCatalog.nextItem(named: name)
        let settings = try SettingsTree(yaml: "{hiddenSize: 24, itemDropoutRate: 0.1}", file: "test")
        let configuration = try SettingsOverlay.apply(settings, over: entry.defaults, path: "settings") {
            try entry.configuration(from: $0)
        }
        let model = try entry.make(configuration, shape: sizes, generator: Generator(seed: seed))
        return try #require(model as? any SequenceModel)
    }

    private static let problem = {
        var problem = NextItemProblem.Configuration()
        problem.windowLength = 5
        return problem
    }()

    private static func configuration(epochs: Int) -> TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.batchSize = 16
        configuration.epochs = epochs
        configuration.optimizer.learningRate = 0.01
        return configuration
    }

    @Test(arguments: networks)
    func gradientsReachEveryParameter(name: String) throws {
        let model = try Self.fresh(name, DataShape(itemCount: 9, userCount: 2))
        let batch = SequenceBatch(
            items: [1, 2, 3, 4, 5, 6, 7, 8], lengths: [4, 4], users: [1, 2], length: 4, device: .cpu)
        try withTorchErrors {
            let output = model(batch, mode: .inference)
            model.itemTable.scores(output.representations).logSoftmax().select(-1, at: 3).sum().backward()
        }
        for (key, parameter) in model.namedParameters {
            // A comparison has no gradient (Eq. 6 taken literally).
            if key.hasPrefix("cell.threshold") { continue }
            let gradient = try #require(parameter.value.gradient, "\(key)")
            #expect(try gradient.abs().sum().scalar() > 0, "\(key)")
        }
    }

    @Test func aLossThatIsNoNumberStopsTraining() throws {
        let chain = try SyntheticChain(itemCount: 10, userCount: 20, length: 9)
        let model = try Self.fresh("standard-gru", DataShape(itemCount: 10, userCount: 20))
        var configuration = Self.configuration(epochs: 3)
        configuration.gradientCap = 0
        configuration.optimizer.algorithm = .sgd
        configuration.optimizer.learningRate = 3e38
        let trainer = try Trainer(
            model: model, training: chain.training, configuration: configuration, problem: Self.problem, seed: 1)
        let error = #expect(throws: TrainingError.self) { try trainer.run() }
        guard case .notANumber = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.exitCode == 65)
    }

    @Test func theBestEpochIsKept() throws {
        let chain = try SyntheticChain(itemCount: 10, userCount: 20, length: 9)
        let model = try Self.fresh("standard-gru", DataShape(itemCount: 10, userCount: 20))
        // The watched metric says that the second epoch was the best.
        var values = [0.1, 0.5, 0.3, 0.2, 0.9]
        var weights: [[Float]] = []
        var configuration = Self.configuration(epochs: 5)
        configuration.patience = 2
        let trainer = try Trainer(
            model: model, training: chain.training, configuration: configuration, problem: Self.problem, seed: 1,
            validate: { model in
                weights.append(try model.itemTable.weight.value.array())
                return values.removeFirst()
            })
        let records = try trainer.run()
        #expect(records.map(\.validation) == [0.1, 0.5, 0.3, 0.2])
        #expect(trainer.bestEpoch == 2)
        #expect(try model.itemTable.weight.value.array(Float.self) == weights[1])
        #expect(records.allSatisfy { $0.predictions == 20 * 7 })
    }

    @Test func equalSeedsGiveEqualWeights() throws {
        let chain = try SyntheticChain(itemCount: 10, userCount: 20, length: 9)
        func weights(seed: UInt64) throws -> [Float] {
            let model = try Self.fresh("attentional-user-gru", DataShape(itemCount: 10, userCount: 20))
            try Trainer(
                model: model, training: chain.training, configuration: Self.configuration(epochs: 2),
                problem: Self.problem, seed: seed
            ).run()
            return try model.itemTable.weight.value.array()
        }
        #expect(try weights(seed: 5) == weights(seed: 5))
        #expect(try weights(seed: 5) != weights(seed: 6))
    }
}
