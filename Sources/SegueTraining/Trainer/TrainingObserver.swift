import SegueModels
import Torch

/// Is told what a trainer does; all functions are called on the training thread.
public protocol TrainingObserver: AnyObject {
    /// The run goes on from a checkpoint instead of beginning.
    func didResume(from resumption: Resumption)
    /// A model that learns by itself, or a part of one, has come so far.
    func didFit(_ progress: FitProgress)
    /// A step was made.
    func didStep(_ progress: TrainingProgress)
    /// An epoch ended.
    func didFinish(epoch: EpochRecord)
    /// A checkpoint is safe on disk.
    func didSaveCheckpoint(step: Int)
}

extension TrainingObserver {
    /// Does nothing.
    public func didResume(from resumption: Resumption) {}
    /// Does nothing.
    public func didFit(_ progress: FitProgress) {}
}

/// Where training stands, for progress bars and logs.
public struct TrainingProgress: Sendable {
    /// Number of the epoch under way, from 1.
    public let epoch: Int
    /// Number of epochs if nothing stops training early.
    public let epochs: Int
    /// Steps made in all.
    public let step: Int
    /// Predictions of this epoch trained on so far.
    public let predictions: Int
    /// Predictions in an epoch.
    public let predictionsPerEpoch: Int
    /// Loss of the step.
    public let loss: Double
    /// Euclidean norm of all gradients before the cap; nil without a cap.
    public let gradientNorm: Double?
    /// Learning rate of the step.
    public let learningRate: Double
}

/// A ``Trainer`` of whatever problem.
public protocol TrainingRun: AnyObject {
    /// Told about progress; not kept alive.
    var observer: (any TrainingObserver)? { get set }
    /// Asked between steps for the number of a signal to stop for; 0 to go on.
    var signalToStopFor: () -> Int32 { get set }
    /// The epoch whose weights are kept, from 1; nil without validation.
    var bestEpoch: Int? { get }
    /// The optimizer's moments and counts after the last step, whichever epoch's weights were kept, by its own names.
    var optimizerState: [String: Tensor] { get }
    /// Begins with the moments that a training of as many parameters of the same shapes ended with; a checkpoint that
    /// ``run()`` goes on from replaces them.
    /// - Throws: `StateError` when they do not fit.
    func takeOver(optimizerState: [String: Tensor]) throws
    /// Trains to the end, or goes on from the latest checkpoint to the end.
    @discardableResult
    func run() throws -> [EpochRecord]
}

extension Trainer: TrainingRun {
    /// The optimizer's moments and counts after the last step, whichever epoch's weights were kept, by its own names.
    public var optimizerState: [String: Tensor] { optimizer.state }

    /// Begins with the moments that a training of as many parameters of the same shapes ended with; a checkpoint that
    /// ``run()`` goes on from replaces them.
    /// - Throws: `StateError` when they do not fit.
    public func takeOver(optimizerState: [String: Tensor]) throws { try optimizer.load(state: optimizerState) }
}
