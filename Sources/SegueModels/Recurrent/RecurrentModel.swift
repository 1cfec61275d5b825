import Torch
import TorchNN

/// What the four networks of the user-based GRU paper share: embeddings with dropout, a cell, an output layer.
protocol RecurrentModel: SequenceModel {
    associatedtype Configuration: RecurrentConfiguration
    associatedtype Cell: RecurrentCell
    var configuration: Configuration { get }
    var itemEmbedding: Embedding { get }
    var cell: Cell { get }
}

/// A recurrent model that knows its users.
protocol UserRecurrentModel: RecurrentModel where Configuration: UserRecurrentConfiguration {
    var userEmbedding: Embedding { get }
}

extension RecurrentModel {
    /// Items of the catalogue.
    public var itemCount: Int { output.weight.value.size(0) }
    /// Units of the hidden state.
    public var stateSize: Int { configuration.hiddenSize }

    /// The hidden state before the first item: zero.
    public func initialRepresentation(rows: Int) -> Tensor {
        .zeros([rows, configuration.hiddenSize], device: output.weight.value.device)
    }

    /// Runs the cell over a piece of each history.
    func read(_ batch: SequenceBatch, user: Tensor?, state: Tensor?, mode: Mode, penalty: Tensor?) -> SequenceOutput {
        let dropout = Dropout(rate: configuration.itemDropoutRate)
        let items = dropout(itemEmbedding(batch.items), mode: mode)
        let start = state ?? initialRepresentation(rows: batch.users.size(0))
        let states = cell.states(items: items, user: user, state: start, stepSizes: batch.stepSizes)
        return SequenceOutput(
            representations: states, state: states.indexSelect(0, batch.lastTokens), penalty: penalty)
    }
}

extension UserRecurrentModel {
    /// Users seen in training.
    public var userCount: Int { userEmbedding.weight.value.size(0) - 1 }

    /// Reads one window of each row's history, with the vector of the user it belongs to.
    public func callAsFunction(_ batch: SequenceBatch, state: Tensor?, mode: Mode) -> SequenceOutput {
        let user = userEmbedding(batch.users)
        var penalty: Tensor?
        if case .training = mode, configuration.userPenalty > 0 {
            penalty = (user * user).sum() * (configuration.userPenalty / 2 / Double(max(1, user.size(0))))
        }
        let dropped = Dropout(rate: configuration.userDropoutRate)(user, mode: mode)
        return read(batch, user: dropped, state: state, mode: mode, penalty: penalty)
    }
}
