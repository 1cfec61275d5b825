import SafeTensors
import SegueData

/// Scores the whole catalog for next-item queries.
///
/// A model is a reference type: it owns what it learned, and `load(state:)` replaces that in place. Scores are always
/// finite and only their order matters; they are comparable within one row, not between rows or models.
public protocol NextItemModel: AnyObject {
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

    /// All that is needed to score again: name → array. Loading it back gives bit-equal scores.
    func state() throws -> [String: HostTensor]

    /// Replaces what the model learned by `state`.
    ///
    /// - Throws: ``ModelStateError`` when an array is missing, of another type or shape, or holds impossible values;
    ///   the model is then unchanged.
    func load(state: [String: HostTensor]) throws
}
