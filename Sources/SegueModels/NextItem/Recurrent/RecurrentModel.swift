import Torch
import TorchNN

/// What the four networks of the user-based GRU paper share: item vectors with dropout, a cell, an output layer.
protocol RecurrentModel: StatefulSequenceModel {
    associatedtype Configuration: RecurrentConfiguration
    associatedtype Cell
    var configuration: Configuration { get }
    var itemEmbedding: Embedding { get }
    var cell: Cell { get }
}

extension RecurrentModel {
    /// The hidden state before the first item: zero.
    public func emptyRepresentation(rows: Int) -> Tensor {
        .zeros([rows, configuration.hiddenSize], device: itemTable.weight.value.device)
    }

    /// Runs the cell over a piece of each history.
    func read(
        _ batch: SequenceBatch, by cell: any RecurrentCell, user: Tensor?, state: CarriedState?, mode: Mode,
        penalty: Tensor? = nil
    ) -> (output: SequenceOutput, state: CarriedState) {
        let dropout = Dropout(rate: configuration.itemDropoutRate)
        let items = dropout(itemEmbedding(batch.items), mode: mode)
        let start = state?.first ?? emptyRepresentation(rows: batch.rows.count)
        let states = cell.states(items: items, user: user, state: start, stepSizes: batch.stepSizes)
        return (
            SequenceOutput(representations: states, penalty: penalty), [states.indexSelect(0, batch.lastTokens)]
        )
    }
}
