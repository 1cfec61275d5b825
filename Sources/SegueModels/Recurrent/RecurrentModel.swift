import Torch
import TorchNN

/// What the four networks of the user-based GRU paper share: item vectors with dropout, a cell, an output layer.
protocol RecurrentModel: SequenceModel {
    associatedtype Configuration: RecurrentConfiguration
    associatedtype Cell
    var configuration: Configuration { get }
    var itemEmbedding: Embedding { get }
    var cell: Cell { get }
}

extension RecurrentModel {
    /// Items of the catalog.
    public var itemCount: Int { output.weight.value.size(0) }
    /// Units of the hidden state.
    public var stateSize: Int { configuration.hiddenSize }

    /// The hidden state before the first item: zero.
    public func initialRepresentation(rows: Int) -> Tensor {
        .zeros([rows, configuration.hiddenSize], device: output.weight.value.device)
    }

    /// Runs the cell over a piece of each history.
    func read(
        _ batch: SequenceBatch, by cell: any RecurrentCell, user: Tensor?, state: Tensor?, mode: Mode,
        penalty: Tensor? = nil
    ) -> SequenceOutput {
        let dropout = Dropout(rate: configuration.itemDropoutRate)
        let items = dropout(itemEmbedding(batch.items), mode: mode)
        let start = state ?? initialRepresentation(rows: batch.users.size(0))
        let states = cell.states(items: items, user: user, state: start, stepSizes: batch.stepSizes)
        return SequenceOutput(
            representations: states, state: states.indexSelect(0, batch.lastTokens), penalty: penalty)
    }
}
