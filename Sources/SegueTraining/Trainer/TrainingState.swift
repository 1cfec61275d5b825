import SegueData

/// Where a training run stands, but for its tensors; with those it is all that a checkpoint holds.
struct TrainingState<Cursor: Codable & Sendable & Equatable>: Codable, Equatable {
    /// Epochs completed.
    var epochsDone = 0
    /// Optimizer steps made.
    var step = 0
    /// Draws the order of each epoch.
    var shuffle: SeededGenerator
    /// Position in the epoch under way; nil between epochs.
    var cursor: Cursor?
    /// Sum of the losses of the epoch under way, each counted as often as it had predictions.
    var lossSum = 0.0
    /// Predictions of the epoch under way.
    var predictions = 0
    /// Seconds spent training in the epoch under way.
    var seconds = 0.0
    var stopping: EarlyStopping
    var history: [EpochRecord] = []
    /// Whether training has come to its end.
    var isFinished = false
    /// The settings and data that the run belongs to, so that a checkpoint cannot continue another run.
    var identity: RunIdentity?

    init(shuffle: SeededGenerator, stopping: EarlyStopping, identity: RunIdentity?) {
        self.shuffle = shuffle
        self.stopping = stopping
        self.identity = identity
    }
}
