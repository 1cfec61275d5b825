import Torch
import TorchNN

/// Linear user-based GRU of Donkers, Loepp and Ziegler (RecSys 2017), Section 3.2.1: the user's vector is a further input
/// of both gates (Eq. 3) and of the candidate (Eq. 4), next to the item's.
///
/// Where the paper is silent: the user's dropout is drawn once a window; the L2 penalty "on user side" is taken as
/// `λ/2 · ‖E_v v‖²`, averaged over the rows of a batch; a user not seen in training has the zero vector.
public typealias LinearUserGRU = UserGRU<LinearUserGRUConfiguration>

/// Hyper-parameters of ``LinearUserGRU``; the defaults are the paper's Table 1.
public struct LinearUserGRUConfiguration: UserRecurrentConfiguration {
    /// Units of the hidden state.
    public var hiddenSize = 1000
    /// Width of item and user vectors; nil for the hidden size.
    public var embeddingSize: Int?
    /// Probability of dropping a unit of an item vector.
    public var itemDropoutRate = 0.2
    /// Probability of dropping a unit of the user vector.
    public var userDropoutRate = 0.5
    /// Weight of the penalty on user vectors.
    public var userPenalty = 0.01
    /// Weights and biases start uniform on ± this bound.
    public var initializationBound = 0.1

    /// The paper's values.
    public init() {}

    /// Checks every field.
    public func validate() throws { try validateUserPart() }

    /// The cell with fresh weights.
    public func makeCell(initializer: Initializer, generator: Generator) -> any RecurrentCell {
        StandardCell(
            hiddenSize: hiddenSize, inputSize: inputSize, hasUser: true, initializer: initializer, generator: generator)
    }
}

extension LinearUserGRU {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> { entry("linear-user-gru", "Linear user-based GRU") }
}
