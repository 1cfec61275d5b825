import SegueData
import Torch
import TorchNN

/// A next-item model with learned parameters whose representation of a history is multiplied with a table of items.
///
/// It says how a history becomes a representation. Batching, losses, the training loop, scoring of queries and saving are
/// shared by all such models.
public protocol SequenceModel: NextItemModel, Module {
    /// The representations of a batch's predictions, in their order.
    /// - Parameters:
    ///   - batch: Rows whose context is at most ``contextLength``.
    ///   - mode: Training or inference.
    func callAsFunction(_ batch: SequenceBatch, mode: Mode) -> SequenceOutput

    /// What representations are multiplied with to score the catalog.
    var itemTable: ItemTable { get }

    /// Users the model knows by index; 0 for a model that does not look at users.
    var userCount: Int { get }

    /// How many of a history's last items can matter; nil when all can.
    var maximumLength: Int? { get }

    /// Whether the representation of a prefix depends on its last ``maximumLength`` items alone, wherever a row begins and
    /// whatever follows, so that one row with context answers many positions. Otherwise each position is read as the last
    /// items before it.
    var isShiftInvariant: Bool { get }

    /// The representation of an empty history: `[rows, hidden]`.
    func emptyRepresentation(rows: Int) -> Tensor
}

extension SequenceModel {
    /// Items of the catalog.
    public var itemCount: Int { itemTable.itemCount }
    /// None: most models do not look at the user.
    public var userCount: Int { 0 }
    /// All.
    public var maximumLength: Int? { nil }
    /// Not by default.
    public var isShiftInvariant: Bool { false }
    /// Zero: all items score their bias.
    public func emptyRepresentation(rows: Int) -> Tensor {
        .zeros([rows, itemTable.weight.value.size(1)], device: itemTable.weight.value.device)
    }

    /// Interactions in front of a window that its first token can depend on.
    public var contextLength: Int { isShiftInvariant ? max(0, (maximumLength ?? 1) - 1) : 0 }
}

/// What a model carries from one piece of a history to the next: `[rows, …]` each, of any type.
public typealias CarriedState = [Tensor]

/// A sequence model that reads a history step by step and carries what it read as a state.
public protocol StatefulSequenceModel: SteppingModel {
    /// Reads one piece of each row's history.
    /// - Parameters:
    ///   - batch: The tokens of the piece; its predictions are all of them.
    ///   - state: What came out of the piece before; nil where histories begin.
    ///   - mode: Training or inference.
    func callAsFunction(
        _ batch: SequenceBatch, state: CarriedState?, mode: Mode
    ) -> (output: SequenceOutput, state: CarriedState)

    /// A reader for scoring about `tokens` items of histories with the parameters as they are now. A model that can compute
    /// something once for all of them does it here; by default each batch is read on its own.
    func reader(tokens: Int) -> HistoryBatchReader

    /// What the state is before the first item.
    func initialState(rows: Int) -> CarriedState
}

/// Reads one piece of each row's history for scoring: batch, and the state of the piece before.
public typealias HistoryBatchReader = (
    _ batch: SequenceBatch, _ state: CarriedState?
) -> (output: SequenceOutput, state: CarriedState)

extension StatefulSequenceModel {
    /// Whole histories from their beginnings.
    public func callAsFunction(_ batch: SequenceBatch, mode: Mode) -> SequenceOutput {
        self(batch, state: nil, mode: mode).output
    }

    /// Each batch is read on its own.
    public func reader(tokens: Int) -> HistoryBatchReader {
        { self($0, state: $1, mode: .inference) }
    }

    /// The state of a plain recurrent network is its representation.
    public func initialState(rows: Int) -> CarriedState { [emptyRepresentation(rows: rows)] }
}
