import SegueData

/// A sequence model that learns a part of itself, item vectors for example, before the shared trainer learns the rest.
public protocol PretrainedModel: SequenceModel {
    /// Learns that part from `training` and from what the catalog says of its items; parameters are on the CPU then.
    ///
    /// - Parameters:
    ///   - training: each user's training interactions in order; nothing else may be looked at.
    ///   - catalog: titles and categories, by the ids of the training items.
    ///   - generator: source of all random choices; left advanced.
    ///   - progress: called now and then; an error it throws ends the call.
    func pretrain(
        _ training: TrainingSequences, catalog: ItemCatalog, generator: inout SeededGenerator,
        progress: (FitProgress) throws -> Void
    ) throws
}
