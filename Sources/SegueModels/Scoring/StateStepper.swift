import SegueData
import Torch

/// Advances many users' states by one event each: what answers while events come in, without reading histories again.
///
/// Everything that depends on the parameters alone is computed once, when the stepper is made, so that one stepper serves
/// for as long as its model; the parameters must not change meanwhile.
///
/// A state may be kept and copied: it is never written to. Users' states are taken apart and put together by
/// ``SteppingState``.
public struct StateStepper: @unchecked Sendable {
    private let model: any SteppingModel
    private let read: EventStep
    private let table: ItemTable
    private let userCount: Int

    /// Makes a model ready.
    /// - Throws: `TorchError` when tables cannot be computed, `ConfigurationError` where the model's settings do not allow it.
    public init(_ model: any SteppingModel) throws {
        self.model = model
        table = model.itemTable
        userCount = model.userCount
        read = try withTorchErrors { try withoutGradients { try model.makeStep() } }
    }

    /// Items of the catalog.
    public var itemCount: Int { table.itemCount }

    /// The state before users' first events.
    /// - Throws: `TorchError`.
    public func initialState(rows: Int) throws -> SteppingState {
        try withTorchErrors { withoutGradients { model.initialSteps(rows: rows) } }
    }

    /// Reads one more event of each user.
    /// - Parameters:
    ///   - items: One known item per user, `1...itemCount`; events with other items change no state and are left to the
    ///     caller.
    ///   - users: The users' indices, in the same order; unknown ones are 0.
    ///   - state: What the step before gave, in the same order.
    /// - Returns: What to rank by, `[rows, hidden]`, and the states with the events read.
    /// - Throws: `TorchError`.
    public func step(
        _ items: [Int32], users: [Int32], state: SteppingState
    ) throws -> (representations: Tensor, state: SteppingState) {
        precondition(items.count == users.count && items.count == state.rowCount, "one user and one state per item")
        precondition(items.allSatisfy { $0 >= 1 && Int($0) <= itemCount }, "items must be known")
        guard !items.isEmpty else { return (model.emptyRepresentation(rows: 0), state) }
        let known = users.map { $0 >= 1 && Int($0) <= userCount ? $0 : Vocabulary.padding }
        let rows = items.indices.map { SequenceBatch.Row(user: known[$0], interactions: $0..<$0 + 1) }
        return try withTorchErrors {
            withoutGradients {
                let batch = SequenceBatch(
                    columns: InteractionColumns(items: items), rows: rows, device: table.weight.value.device)
                return read(batch, state)
            }
        }
    }

    /// Scores of all items for some representations: `[rows, items]`, column = item − 1.
    /// - Throws: `TorchError`.
    public func scores(_ representations: Tensor) throws -> Tensor {
        try withTorchErrors { withoutGradients { table.scores(representations) } }
    }
}
