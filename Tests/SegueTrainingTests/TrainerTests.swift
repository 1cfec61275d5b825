import Foundation
import SegueCore
import SegueData
import SegueModels
import SegueTesting
import Testing
import Torch
import TorchNN

@testable import SegueTraining

/// What can be added to training without touching the loop.
@Suite struct TrainerTests {
    private static func fresh(dropoutRate: Double = 0.2) throws -> any SequenceModel {
        var configuration = StandardGRU.Configuration()
        configuration.hiddenSize = 8
        configuration.itemDropoutRate = dropoutRate
        return try StandardGRU(configuration: configuration, itemCount: 10, generator: Generator(seed: 1))
    }

    private static let problem = {
        var problem = NextItemProblem.Configuration()
        problem.windowLength = 4
        return problem
    }()

    private static func configuration() -> TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.batchSize = 4
        configuration.epochs = 2
        configuration.gradientCap = 0
        configuration.optimizer.algorithm = .sgd
        configuration.optimizer.learningRate = 0.1
        return configuration
    }

    private static func weights(_ model: any SequenceModel) throws -> [Float] {
        try model.parameters.flatMap { try $0.value.array(Float.self) }
    }

    /// Keeps the weights after each step.
    private final class Recorder: TrainingExtension {
        let name = "recorder"
        var tensors: [String: Tensor] = [:]
        var weights: [[Float]] = []

        func didStep(_ step: Int, parameters: [Parameter]) throws {
            weights.append(try parameters.flatMap { try $0.value.array(Float.self) })
        }
        func willMeasure(_ parameters: [Parameter]) {}
        func didMeasure(_ parameters: [Parameter]) {}
    }

    @Test func theMovingAverageIsKept() throws {
        let chain = try SyntheticChain(itemCount: 10, userCount: 12, length: 6)
        let model = try Self.fresh()
        var configuration = Self.configuration()
        configuration.weightAverage = 0.5
        let trainer = try Trainer(
            model: model, training: chain.training, configuration: configuration, problem: Self.problem, seed: 1)
        let recorder = Recorder()
        trainer.extensions.append(recorder)
        try trainer.run()
        var average = recorder.weights[0]
        for weights in recorder.weights.dropFirst() {
            for index in average.indices { average[index] = average[index] * 0.5 + weights[index] * 0.5 }
        }
        for (found, expected) in zip(try Self.weights(model), average) { #expect(abs(found - expected) < 1e-6) }
    }

    /// Windows that stand each for themselves are all trained on, by tokens, and a run that was stopped goes on to the same
    /// weights.
    @Test(arguments: [WindowSelection.last, .all]) func windowsByThemselves(selection: WindowSelection) throws {
        let chain = try SyntheticChain(itemCount: 10, userCount: 12, length: 9)
        var problem = Self.problem
        (problem.windows, problem.tokensPerBatch) = (selection, 9)
        func trainer(_ store: CheckpointStore?) throws -> Trainer<NextItemProblem> {
            try Trainer(
                model: Self.fresh(), training: chain.training, configuration: Self.configuration(), problem: problem,
                seed: 1, checkpoints: store)
        }
        let whole = try trainer(nil)
        let records = try whole.run()
        // 12 sequences of 7 transitions in train, or the last 4 of each.
        #expect(records.map(\.predictions) == (selection == .all ? [84, 84] : [48, 48]))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("segue-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        func store() throws -> CheckpointStore { try CheckpointStore(at: folder, identity: RunIdentity([])) }
        let stopped = try trainer(try store())
        var steps = 0
        stopped.signalToStopFor = {
            steps += 1
            return steps == 7 ? 15 : 0
        }
        #expect(throws: TrainingError.self) { try stopped.run() }
        let resumed = try trainer(try store())
        try resumed.run()
        #expect(try Self.weights(resumed.model) == Self.weights(whole.model))
    }

    /// Batches added up take the step of one large batch, also when they are unequal and fewer than a step may have.
    @Test(arguments: [(4, 2), (3, 3), (3, 8)]) func gradientsAddUp(batch: Int, accumulated: Int) throws {
        let chain = try SyntheticChain(itemCount: 10, userCount: 8, length: 5)
        func trained(batch: Int, accumulated: Int) throws -> (weights: [Float], records: [EpochRecord]) {
            var configuration = Self.configuration()
            configuration.epochs = 1
            configuration.batchSize = batch
            configuration.accumulatedBatches = accumulated
            let model = try Self.fresh(dropoutRate: 0)
            let records = try Trainer(
                model: model, training: chain.training, configuration: configuration, problem: Self.problem, seed: 1
            ).run()
            return (try Self.weights(model), records)
        }
        // Without dropout the order of the users alone matters, and that is the seed's.
        let whole = try trained(batch: 8, accumulated: 1)
        let parts = try trained(batch: batch, accumulated: accumulated)
        #expect(whole.records[0].predictions == 24 && parts.records[0].predictions == 24)
        #expect(abs(whole.records[0].loss - parts.records[0].loss) < 1e-5)
        #expect(whole.weights.count == parts.weights.count)
        for (one, other) in zip(whole.weights, parts.weights) { #expect(abs(one - other) < 1e-6) }
        let untrained = try Self.weights(Self.fresh())
        #expect(zip(untrained, whole.weights).contains { abs($0 - $1) > 1e-4 })
    }

    /// Training does not stop before so many epochs, though nothing improves; the best epoch stays the best.
    @Test(arguments: [(0, 3), (5, 5), (9, 6)]) func epochsAtLeast(minimum: Int, done: Int) throws {
        let chain = try SyntheticChain(itemCount: 10, userCount: 12, length: 6)
        var configuration = Self.configuration()
        (configuration.epochs, configuration.patience, configuration.minimumEpochs) = (6, 2, minimum)
        var values = [0.4, 0.9, 0.9, 0.9, 0.9, 0.9]
        let trainer = try Trainer(
            model: Self.fresh(), training: chain.training, configuration: configuration, problem: Self.problem, seed: 1,
            direction: .lower, validate: { _ in values.removeFirst() })
        let records = try trainer.run()
        #expect(records.count == done && trainer.bestEpoch == 1)
    }

    /// Stopping looks for the least where less is better.
    @Test func theDirectionIsFollowed() throws {
        let chain = try SyntheticChain(itemCount: 10, userCount: 12, length: 6)
        var values = [0.9, 0.4, 0.6, 0.7]
        var configuration = Self.configuration()
        configuration.epochs = 4
        configuration.patience = 2
        let trainer = try Trainer(
            model: Self.fresh(), training: chain.training, configuration: configuration, problem: Self.problem, seed: 1,
            direction: .lower,
            validate: { _ in values.removeFirst() })
        try trainer.run()
        #expect(trainer.bestEpoch == 2)
    }
}
