import Foundation
import SegueData
import SegueModels
import Torch
import TorchNN

/// Trains a sequence model: windows of sequences with the hidden state carried over, one optimizer step a batch,
/// early stopping on validation, checkpoints from which a run continues to the same bits.
public final class Trainer {
    /// The model; after ``run()`` it holds the weights of the best epoch.
    public let model: any SequenceModel
    /// The settings.
    public let configuration: TrainingConfiguration
    /// Told about progress.
    public weak var observer: (any TrainingObserver)?
    /// Asked between steps for the number of a signal to stop for; 0 to go on.
    public var signalToStopFor: () -> Int32 = { 0 }

    /// The epoch whose weights are kept, from 1; nil without validation.
    public var bestEpoch: Int? { state.stopping.bestEpoch > 0 ? state.stopping.bestEpoch : nil }

    private let training: TrainingSequences
    private let validate: ((any SequenceModel) throws -> Double?)?
    let checkpoints: CheckpointStore?
    private let objective: any Objective
    private let parameters: [Parameter]
    let optimizer: any Optimizer
    let dropout: Generator
    var state: TrainingState
    var best: [Tensor] = []
    var carried: Tensor?

    /// Prepares a run.
    /// - Parameters:
    ///   - model: A fresh model, already on its device.
    ///   - training: What to learn from.
    ///   - configuration: How.
    ///   - seed: Seeds the order of users and the units that are dropped.
    ///   - checkpoints: Where to save and resume; nil to do neither.
    ///   - validate: Gives the watched metric.
    /// - Throws: `ConfigurationError`, `TorchError`, or ``TrainingError/noTransitions``.
    public init(
        model: any SequenceModel, training: TrainingSequences, configuration: TrainingConfiguration, seed: UInt64,
        checkpoints: CheckpointStore? = nil, validate: ((any SequenceModel) throws -> Double?)? = nil
    ) throws {
        try configuration.validate()
        self.model = model
        self.training = training
        self.configuration = configuration
        self.checkpoints = checkpoints
        self.validate = validate
        objective = configuration.makeObjective(training: training, device: model.device)
        parameters = model.parameters
        for parameter in parameters {
            parameter.hasSparseGradient = configuration.isSparse(parameter, output: model.output)
        }
        optimizer = configuration.optimizer.make(for: parameters.filter { !$0.isFixed })
        let root = SeededGenerator(seed: seed)
        var dropoutSeed = root.split("dropout")
        dropout = try Generator(seed: dropoutSeed.next(), device: model.device)
        state = TrainingState(
            shuffle: root.split("order of users"),
            stopping: EarlyStopping(
                patience: configuration.patience,
                direction: configuration.validationMetric.kind.direction ?? .higher),
            identity: checkpoints?.identity)
    }

    /// Trains to the end, or goes on from the latest checkpoint to the end.
    /// - Returns: One record an epoch.
    /// - Throws: ``TrainingError``, `TorchError`, or what validation and checkpoints throw.
    @discardableResult
    public func run() throws -> [EpochRecord] {
        if let resumption = try checkpoints?.restore(self) { observer?.didResume(from: resumption) }
        while !state.isFinished {
            try trainEpoch()
            try finishEpoch()
        }
        if !best.isEmpty {
            for (parameter, value) in zip(parameters, best) { try parameter.assign(value, name: "best") }
        }
        return state.history
    }

    /// Whether the last epoch is done, or no better one is to be expected.
    var hasReachedEnd: Bool { state.epochsDone >= configuration.epochs || state.stopping.shouldStop }

    private func trainEpoch() throws {
        var windows: SequenceWindows
        if let cursor = state.cursor {
            windows = try SequenceWindows(training, resuming: cursor)
        } else {
            let order = state.shuffle.split("epoch \(state.epochsDone + 1)")
            windows = try SequenceWindows(training, configuration: configuration.windows, generator: order)
        }
        guard windows.transitionCount > 0 else { throw TrainingError.noTransitions }
        var batch = WindowBatch()
        let clock = ContinuousClock()
        while true {
            let start = clock.now
            guard windows.next(into: &batch) else { break }
            let result = try step(batch)
            state.step += 1
            state.lossSum += result.loss * Double(batch.transitionCount)
            state.tuples += batch.transitionCount
            state.seconds += (clock.now - start) / .seconds(1)
            state.cursor = windows.cursor
            report(result, tuplesPerEpoch: windows.transitionCount)
            try pause()
        }
        state.cursor = nil
        carried = nil
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
        let metric = try validate?(model)
        if let metric, state.stopping.record(metric, epoch: epoch) {
            best = try withTorchErrors { withoutGradients { parameters.map { $0.value.detached() * 1 } } }
        }
        let record = EpochRecord(
            epoch: epoch, loss: state.lossSum / Double(max(1, state.tuples)), validation: metric, tuples: state.tuples,
            seconds: state.seconds)
        state.history.append(record)
        state.epochsDone = epoch
        state.lossSum = 0
        state.tuples = 0
        state.seconds = 0
        state.isFinished = hasReachedEnd
        observer?.didFinish(epoch: record)
        try save()
    }

    private func save() throws {
        guard let checkpoints else { return }
        try checkpoints.save(self)
        observer?.didSaveCheckpoint(step: state.step)
    }

    private func report(_ result: StepResult, tuplesPerEpoch: Int) {
        observer?.didStep(
            TrainingProgress(
                epoch: state.epochsDone + 1, epochs: configuration.epochs, step: state.step, tuples: state.tuples,
                tuplesPerEpoch: tuplesPerEpoch, loss: result.loss, gradientNorm: result.gradientNorm,
                learningRate: optimizer.learningRate))
    }
}

extension Trainer {
    private struct StepResult {
        let loss: Double
        let gradientNorm: Double?
    }

    /// Forward, backward and one optimizer step on a batch of windows.
    private func step(_ batch: WindowBatch) throws -> StepResult {
        let device = model.device
        optimizer.learningRate = configuration.schedule.rate(
            base: configuration.optimizer.learningRate, step: state.step)
        let result = try withTorchErrors { () throws -> StepResult in
            let input = SequenceBatch(
                items: batch.inputs, lengths: batch.lengths, users: batch.users, length: batch.length, device: device)
            let output = model(input, state: carriedState(for: batch), mode: .training(dropout))
            // Score columns of the items that follow.
            let targets = input.places.map { Int64(batch.targets[$0]) - 1 }
            let loss = objective.loss(
                output.representations, output: model.output, targets: Tensor(targets, device: device),
                generator: dropout)
            for parameter in parameters { parameter.value.gradient = nil }
            (output.penalty.map { loss + $0 } ?? loss).backward()
            let norm =
                configuration.gradientCap > 0
                ? try clipGradients(of: parameters, maximumNorm: configuration.gradientCap).scalar() : nil
            let value = try loss.detached().scalar()
            try check(value, norm, batch)
            optimizer.step()
            carried = output.state.detached()
            return StepResult(loss: value, gradientNorm: norm)
        }
        return result
    }

    /// The hidden states that the rows of a batch start from; nil when all are fresh.
    private func carriedState(for batch: WindowBatch) -> Tensor? {
        guard let carried, batch.previousRow.contains(where: { $0 >= 0 }) else { return nil }
        let fresh = model.initialState(rows: 1)
        let rows = batch.previousRow.map { Int64($0) + 1 }
        return Tensor.concatenated([fresh, carried], dimension: 0).indexSelect(0, Tensor(rows, device: carried.device))
    }

    private func check(_ loss: Double, _ norm: Double?, _ batch: WindowBatch) throws {
        for (what, value) in [("loss", loss), ("gradient norm", norm ?? 0)] where !value.isFinite {
            throw TrainingError.notANumber(
                what: what, epoch: state.epochsDone + 1, step: state.step + 1, users: batch.users)
        }
    }
}
