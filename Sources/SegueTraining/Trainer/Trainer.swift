import Foundation
import SegueCore
import SegueData
import Torch
import TorchNN

/// Trains whatever a ``TrainingProblem`` describes: one optimizer step per batch, early stopping on validation, checkpoints
/// from which a run continues to the same bits.
public final class Trainer<Problem: TrainingProblem> {
    /// What is trained; after ``run()`` its module holds the weights of the best epoch.
    public let problem: Problem
    /// The settings.
    public let configuration: TrainingConfiguration
    /// Told about progress.
    public weak var observer: (any TrainingObserver)?
    /// Asked between steps for the number of a signal to stop for; 0 to go on.
    public var signalToStopFor: () -> Int32 = { 0 }
    /// What goes along with training.
    public var extensions: [any TrainingExtension] = []

    /// The epoch whose weights are kept, from 1; nil without validation.
    public var bestEpoch: Int? { state.stopping.bestEpoch > 0 ? state.stopping.bestEpoch : nil }

    let checkpoints: CheckpointStore?
    let communicator: any Communicator
    let optimizer: any Optimizer
    let dropout: Generator
    let parameters: [Parameter]
    var state: TrainingState<Problem.Source.Cursor>
    var best: [Tensor] = []

    /// Prepares a run.
    /// - Parameters:
    ///   - problem: A fresh module, already on its device, and what it learns from.
    ///   - configuration: How.
    ///   - seed: Seeds the order of examples and the units that are dropped.
    ///   - checkpoints: Where to save and resume; nil to do neither.
    ///   - communicator: The processes that train together.
    /// - Throws: `ConfigurationError`, `TorchError`.
    public init(
        _ problem: Problem, configuration: TrainingConfiguration, seed: UInt64, checkpoints: CheckpointStore? = nil,
        communicator: any Communicator = SingleProcess()
    ) throws {
        try configuration.validate()
        self.problem = problem
        self.configuration = configuration
        self.checkpoints = checkpoints
        self.communicator = communicator
        parameters = problem.module.parameters
        for parameter in parameters {
            parameter.hasSparseGradient =
                problem.isTouchedInRows(parameter)
                && configuration.allowsSparseUpdates(of: parameter, in: problem.module)
        }
        optimizer = try configuration.makeOptimizer(of: problem.module)
        let root = SeededGenerator(seed: seed)
        var dropoutSeed = root.split("dropout")
        dropout = try Generator(seed: dropoutSeed.next(), device: problem.module.device)
        if configuration.weightAverage > 0 { extensions = [WeightAverage(decay: configuration.weightAverage)] }
        state = TrainingState(
            shuffle: root.split(Problem.orderLabel),
            stopping: EarlyStopping(patience: configuration.patience, direction: problem.direction),
            identity: checkpoints?.identity)
    }

    /// Trains to the end, or goes on from the latest checkpoint to the end.
    /// - Returns: One record per epoch.
    /// - Throws: ``TrainingError``, `TorchError`, or what validation and checkpoints throw.
    @discardableResult
    public func run() throws -> [EpochRecord] {
        if let resumption = try restore() { observer?.didResume(from: resumption) }
        while !state.isFinished {
            try trainEpoch()
            try finishEpoch()
        }
        if best.isEmpty {
            for part in extensions { try part.willMeasure(parameters) }
        } else {
            for (parameter, value) in zip(parameters, best) { try parameter.assign(value, name: "best") }
        }
        return state.history
    }

    /// Whether the last epoch is done, or no better one is to be expected.
    var hasReachedEnd: Bool {
        state.epochsDone >= configuration.epochs
            || (state.stopping.shouldStop && state.epochsDone >= configuration.minimumEpochs)
    }

    private func trainEpoch() throws {
        let number = state.epochsDone + 1
        var batches = try problem.epoch(
            number, generator: state.shuffle.split("epoch \(number)"), shard: communicator.shard, resuming: state.cursor
        )
        guard batches.exampleCount > 0 else { throw TrainingError.noTransitions }
        let clock = ContinuousClock()
        while true {
            let start = clock.now
            guard let result = try step(&batches) else { break }
            state.step += 1
            state.lossSum += result.loss * Double(result.count)
            state.predictions += result.count
            state.seconds += (clock.now - start) / .seconds(1)
            state.cursor = batches.cursor
            for part in extensions { try part.didStep(state.step, parameters: parameters) }
            report(result, predictionsPerEpoch: batches.exampleCount)
            try pause()
        }
        state.cursor = nil
        problem.didFinishEpoch()
    }

    /// Saves a checkpoint when it is time, and stops when asked to.
    private func pause() throws {
        let signal = signalToStopFor()
        let isTime = configuration.checkpointSteps > 0 && state.step % configuration.checkpointSteps == 0
        if signal != 0 || isTime { try save() }
        if signal != 0 { throw TrainingError.interrupted(signal: signal, step: state.step) }
    }

    private func finishEpoch() throws {
        let epoch = state.epochsDone + 1
        for part in extensions { try part.willMeasure(parameters) }
        let metric = try problem.validate()
        if let metric, state.stopping.record(metric, epoch: epoch) {
            best = try withTorchErrors { withoutGradients { parameters.map { $0.value.detached() * 1 } } }
        }
        for part in extensions { try part.didMeasure(parameters) }
        let record = EpochRecord(
            epoch: epoch, loss: state.lossSum / Double(max(1, state.predictions)), validation: metric,
            predictions: state.predictions, seconds: state.seconds)
        state.history.append(record)
        state.epochsDone = epoch
        state.lossSum = 0
        state.predictions = 0
        state.seconds = 0
        state.isFinished = hasReachedEnd
        observer?.didFinish(epoch: record)
        try save()
    }

    private func save() throws {
        guard let checkpoints else { return }
        try checkpoints.save(state: CheckpointState(state, shard: communicator.shard), tensors: checkpointTensors())
        observer?.didSaveCheckpoint(step: state.step)
    }

    private func report(_ result: StepResult, predictionsPerEpoch: Int) {
        observer?.didStep(
            TrainingProgress(
                epoch: state.epochsDone + 1, epochs: configuration.epochs, step: state.step,
                predictions: state.predictions, predictionsPerEpoch: predictionsPerEpoch, loss: result.loss,
                gradientNorm: result.gradientNorm, learningRate: optimizer.learningRate))
    }
}

private struct StepResult {
    var loss: Double
    var gradientNorm: Double?
    var count: Int
    var users: [Int32]
}

extension Trainer {
    /// Forward and backward on the batches of a step, and one optimizer step; nil at the end of the epoch.
    private func step(_ batches: inout Problem.Source) throws -> StepResult? {
        configuration.prepare(optimizer, for: state.step)
        var result: StepResult?
        for part in 0..<configuration.accumulatedBatches {
            guard let batch = try batches.next() else { break }
            try withTorchErrors {
                let loss = try problem.loss(batch, generator: dropout)
                if part == 0 { for parameter in parameters { parameter.value.gradient = nil } }
                var total = loss.penalty.map { loss.loss + $0 } ?? loss.loss
                // Each batch counts by its examples, as in one batch of them all.
                if configuration.accumulatedBatches > 1 { total = total * Double(loss.count) }
                total.backward()
                let value = try loss.loss.detached().scalar()
                let before = result ?? StepResult(loss: 0, gradientNorm: nil, count: 0, users: [])
                let count = before.count + loss.count
                let mean =
                    before.count == 0
                    ? value : (before.loss * Double(before.count) + value * Double(loss.count)) / Double(count)
                result = StepResult(loss: mean, gradientNorm: nil, count: count, users: before.users + loss.users)
            }
        }
        guard var done = result else { return nil }
        try withTorchErrors {
            if configuration.accumulatedBatches > 1 {
                withoutGradients {
                    for parameter in parameters { parameter.value.gradient?.multiply(by: 1 / Double(done.count)) }
                }
            }
            // Before anything is summed: a process that fails here must not leave the others waiting for its gradients.
            try communicator.agree(on: failure(in: done))
            try communicator.reduceGradients(of: parameters, weight: done.count)
            if configuration.gradientCap > 0 {
                done.gradientNorm = try clipGradients(of: parameters, maximumNorm: configuration.gradientCap).scalar()
                // The norm is that of the sum, the same in all processes.
                if let failure = failure(in: done) { throw failure }
            }
            optimizer.step()
        }
        return done
    }

    private func failure(in result: StepResult) -> TrainingError? {
        for (what, value) in [("loss", result.loss), ("gradient norm", result.gradientNorm ?? 0)] where !value.isFinite
        {
            return .notANumber(what: what, epoch: state.epochsDone + 1, step: state.step + 1, users: result.users)
        }
        return nil
    }
}
