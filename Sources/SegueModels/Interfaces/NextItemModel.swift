import SegueData

/// Scores the whole catalog for next-item queries.
///
/// Scores are always finite and only their order matters; they are comparable within one row, not between rows or models.
public protocol NextItemModel: Model {
    /// Number of items in the catalog, padding not counted; 0 before the model is fitted or loaded.
    var itemCount: Int { get }

    /// Scores every requested position of every query.
    ///
    /// An item outside `1...itemCount` in a history is ignored, as if it had never been consumed; an unknown user
    /// (0 or beyond the users known) is scored from the history alone.
    ///
    /// - Parameters:
    ///   - queries: histories and the positions in them to predict.
    ///   - consume: called with blocks of score rows, in any grouping, every requested position exactly once, queries
    ///     in order. The block's memory is borrowed for the duration of the call.
    /// - Throws: ``QueryError`` for positions that the history does not have, ``ModelStateError/notFitted(model:)``,
    ///   and whatever `consume` throws.
    func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws
}
