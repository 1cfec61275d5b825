import SegueCore
import Torch
import TorchNN

/// Hyper-parameters that all networks of the user-based GRU paper share.
public protocol RecurrentConfiguration: ModelConfiguration {
    /// Units of the hidden state, n; the paper uses 1000.
    var hiddenSize: Int { get }
    /// Width of item and user vectors; nil for the hidden size, as in the paper.
    var embeddingSize: Int? { get }
    /// Probability of dropping a unit of an item vector; the paper *keeps* 0.8.
    var itemDropoutRate: Double { get }
    /// Weights and biases start uniform on ± this bound; the paper uses 0.1.
    var initializationBound: Double { get }
}

extension RecurrentConfiguration {
    var inputSize: Int { embeddingSize ?? hiddenSize }

    func validateShared() throws {
        try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize")
        if let embeddingSize { try ConfigurationCheck.atLeast(1, embeddingSize, field: "embeddingSize") }
        try ConfigurationCheck.dropoutRate(itemDropoutRate, field: "itemDropoutRate")
        try ConfigurationCheck.positive(initializationBound, field: "initializationBound")
        try ConfigurationCheck.within(0...1e6, initializationBound, field: "initializationBound")
    }
}

/// Hyper-parameters that the three user-based networks add.
public protocol UserRecurrentConfiguration: RecurrentConfiguration {
    /// Probability of dropping a unit of the user vector; the paper *keeps* 0.5. One draw serves a whole window.
    var userDropoutRate: Double { get }
    /// Weight λ of the penalty `λ/2 · mean over the batch's rows of ‖E_v v‖²`; the paper says 0.01 "on user side".
    var userPenalty: Double { get }
    /// The cell with fresh weights.
    func makeCell(initializer: Initializer, generator: Generator) -> any RecurrentCell
}

extension UserRecurrentConfiguration {
    func validateUserPart() throws {
        try validateShared()
        try ConfigurationCheck.dropoutRate(userDropoutRate, field: "userDropoutRate")
        try ConfigurationCheck.notNegative(userPenalty, field: "userPenalty")
    }
}

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
