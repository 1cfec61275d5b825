import SegueData

/// A model that learns by itself from training sequences, without the shared trainer: counting, neighborhoods,
/// factorizations trained by plain stochastic gradient descent.
public protocol FittableModel: NextItemModel {
    /// Learns from `training`, forgetting all that was learned before.
    ///
    /// The same sequences and the same generator give bit-equal state, unless the model's configuration says otherwise.
    ///
    /// - Parameters:
    ///   - training: each user's training interactions in order.
    ///   - generator: source of all random choices; left advanced.
    ///   - progress: called now and then with the part done; an error it throws stops the fit and leaves the model
    ///     unusable until it is fitted or loaded again.
    func fit(
        _ training: TrainingSequences, generator: inout SeededGenerator, progress: (FitProgress) throws -> Void
    ) throws
}
