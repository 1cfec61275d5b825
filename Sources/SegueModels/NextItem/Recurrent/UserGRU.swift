import Torch
import TorchNN

/// The user-based networks of Donkers, Loepp and Ziegler (RecSys 2017): vectors of items and users with dropout, a cell that
/// reads both, and an affine map of the hidden state to scores (Eq. 1). They differ in their cells:
/// ``LinearUserGRU``, ``RectifiedLinearUserGRU``, ``AttentionalUserGRU``.
public final class UserGRU<Settings: UserRecurrentConfiguration>: RecurrentModel, @unchecked Sendable {
    /// The hyper-parameters of the network and of its cell.
    public typealias Configuration = Settings

    /// The hyper-parameters in use.
    public let configuration: Settings
    let itemEmbedding: Embedding
    let userEmbedding: Embedding
    let cell: any RecurrentCell
    /// Hidden state to scores (Eq. 1).
    let output: Linear

    /// Builds the network with fresh weights.
    public init(
        configuration: Settings = Settings(), itemCount: Int, userCount: Int, generator: Generator
    ) throws {
        try configuration.validate()
        self.configuration = configuration
        let initializer = Initializer.uniform(bound: configuration.initializationBound)
        let (hidden, input) = (configuration.hiddenSize, configuration.inputSize)
        itemEmbedding = Embedding(count: itemCount, size: input, initializer: initializer, generator: generator)
        userEmbedding = Embedding(count: userCount, size: input, initializer: initializer, generator: generator)
        cell = configuration.makeCell(initializer: initializer, generator: generator)
        output = Linear(inputSize: hidden, outputSize: itemCount, initializer: initializer, generator: generator)
    }

    /// Users seen in training.
    public var userCount: Int { userEmbedding.weight.value.size(0) - 1 }

    /// The output layer.
    public var itemTable: ItemTable { ItemTable(output) }

    /// Reads one window of each row's history, with the vector of the user it belongs to.
    public func callAsFunction(
        _ batch: SequenceBatch, state: CarriedState?, mode: Mode
    ) -> (output: SequenceOutput, state: CarriedState) {
        let user = userEmbedding(batch.users)
        var penalty: Tensor?
        if case .training = mode, configuration.userPenalty > 0 {
            penalty = (user * user).sum() * (configuration.userPenalty / 2 / Double(max(1, user.size(0))))
        }
        let dropped = Dropout(rate: configuration.userDropoutRate)(user, mode: mode)
        return read(batch, by: cell, user: dropped, state: state, mode: mode, penalty: penalty)
    }
}

extension UserGRU {
    /// What the catalog says of one of the three.
    static func entry(_ name: String, _ title: String) -> ModelEntry<any NextItemModel> {
        ModelEntry(name, title, family: .recurrent, source: "Donkers, Loepp and Ziegler 2017") {
            (configuration: Configuration, shape, generator) in
            try Self(
                configuration: configuration, itemCount: shape.itemCount, userCount: shape.userCount,
                generator: generator)
        }
    }
}
