import Torch
import TorchNN

/// A next-item model with learned parameters that reads a history step by step.
///
/// It says how a history becomes a representation and how a representation scores the catalog. Batching, losses,
/// the training loop, scoring of queries and saving are shared by all such models.
public protocol SequenceModel: NextItemModel, Module {
    /// Reads one piece of each row's history.
    /// - Parameters:
    ///   - batch: The items of the piece.
    ///   - state: ``SequenceOutput/state`` of the piece before; nil where histories begin.
    ///   - mode: Training or inference.
    func callAsFunction(_ batch: SequenceBatch, state: Tensor?, mode: Mode) -> SequenceOutput

    /// A reader for scoring about `tokens` items of histories with the parameters as they are now. A model that can compute
    /// something once for all of them does it here; by default each batch is read on its own.
    func reader(tokens: Int) -> HistoryBatchReader

    /// Maps representations to scores: weight `[itemCount, hidden]`, bias `[itemCount]`.
    var output: Linear { get }

    /// Users the model knows by index; 0 for a model that does not look at users.
    var userCount: Int { get }

    /// Width of ``SequenceOutput/state``.
    var stateSize: Int { get }

    /// The representation of an empty history: `[rows, hidden]`.
    func initialRepresentation(rows: Int) -> Tensor

    /// What ``SequenceOutput/state`` is before the first item: `[rows, stateSize]`.
    func initialState(rows: Int) -> Tensor

    /// How many of a history's last items can matter; nil when all can.
    var longestHistory: Int? { get }
}

/// Reads one piece of each row's history for scoring: batch, and ``SequenceOutput/state`` of the piece before.
public typealias HistoryBatchReader = (_ batch: SequenceBatch, _ state: Tensor?) -> SequenceOutput

extension SequenceModel {
    /// Each batch is read on its own.
    public func reader(tokens: Int) -> HistoryBatchReader {
        { self($0, state: $1, mode: .inference) }
    }

    /// None: most models do not look at the user.
    public var userCount: Int { 0 }

    /// The state of a recurrent network is its representation.
    public func initialState(rows: Int) -> Tensor { initialRepresentation(rows: rows) }

    /// All.
    public var longestHistory: Int? { nil }
}
