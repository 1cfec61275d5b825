import SegueCore
import Torch
import TorchNN

/// Attentional user-based GRU of Donkers, Loepp and Ziegler (RecSys 2017), Section 3.2.3: a gate ξ shifts the focus
/// between the item's vector, weighted by 1 − ξ, and the user's, weighted by ξ (Eq. 8–10).
///
/// Where the paper is silent or ambiguous: parameters of ξ "close to zero" give ξ ≈ 0.5 and not, as the text wants, a
/// standard GRU at first, so ``AttentionalUserGRUConfiguration/attentionBias`` may start the gate's bias lower (−3 gives ξ ≈ 0.05).
public typealias AttentionalUserGRU = UserGRU<AttentionalUserGRUConfiguration>

/// Hyper-parameters of ``AttentionalUserGRU``; the defaults are the paper's Table 1.
public struct AttentionalUserGRUConfiguration: UserRecurrentConfiguration {
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
    /// Where the bias of ξ starts; nil to draw it like the other biases.
    public var attentionBias: Double?

    /// The paper's values.
    public init() {}

    /// Checks every field.
    public func validate() throws {
        try validateUserPart()
        if let attentionBias { try ConfigurationCheck.finite(attentionBias, field: "attentionBias") }
    }

    /// The cell with fresh weights.
    public func makeCell(initializer: Initializer, generator: Generator) -> any RecurrentCell {
        AttentionalCell(configuration: self, initializer: initializer, generator: generator)
    }
}

/// Eq. 5 and 8–10.
final class AttentionalCell: RecurrentCell {
    let gates: JointAffine
    let candidate: JointAffine
    let attention: JointAffine
    private let hiddenSize: Int
    private let inputSize: Int

    init(configuration: AttentionalUserGRUConfiguration, initializer: Initializer, generator: Generator) {
        hiddenSize = configuration.hiddenSize
        inputSize = configuration.inputSize
        func affine(_ outputSize: Int) -> JointAffine {
            JointAffine(outputSize: outputSize, of: configuration, initializer: initializer, generator: generator)
        }
        gates = affine(2 * hiddenSize)
        candidate = affine(hiddenSize)
        attention = affine(inputSize)
        if let start = configuration.attentionBias { withoutGradients { attention.bias.value.fill(start) } }
    }

    /// Weights as both ways of computing want them.
    private struct Weights {
        /// Rows: u, r, ξ.
        let state: Tensor
        /// Rows: u, r, k; columns: item, user.
        let mix: Tensor
        let bias: Tensor
        let candidate: Tensor
        /// What ξ gets from the users, `[rows, input]`.
        let focusUsers: Tensor
    }

    private func weights(user: Tensor) -> Weights? {
        guard let gateUser = gates.user?.weight.value, let candidateUser = candidate.user?.weight.value,
            let attentionUser = attention.user?.weight.value
        else { return nil }
        let itemWeight = Tensor.concatenated([gates.item.weight.value, candidate.item.weight.value], dimension: 0)
        let userWeight = Tensor.concatenated([gateUser, candidateUser], dimension: 0)
        return Weights(
            state: .concatenated([gates.hidden.weight.value, attention.hidden.weight.value], dimension: 0),
            mix: .concatenated([itemWeight, userWeight], dimension: 1),
            bias: .concatenated([gates.bias.value, candidate.bias.value], dimension: 0),
            candidate: candidate.hidden.weight.value, focusUsers: user.linear(attentionUser))
    }

    func unroll(items: Tensor, user: Tensor?, state: Tensor, stepSizes: [Int]) -> Tensor {
        guard let user, let weights = weights(user: user) else { return state }
        let (n, e) = (hiddenSize, inputSize)
        let (stateMatrix, mixMatrix) = (weights.state.transposed(), weights.mix.transposed())
        let candidateMatrix = weights.candidate.transposed()
        let focusItems = items.linear(attention.item.weight.value, bias: attention.bias.value)
        var h = state
        let states = zip(items.steps(stepSizes), focusItems.steps(stepSizes)).map { item, focusItem in
            let rows = 0..<item.size(0)
            h = h.slice(0, rows)
            let v = user.slice(0, rows)
            let fromState = h.matmul(stateMatrix).split([2 * n, e], dimension: 1)
            let xi = (focusItem + weights.focusUsers.slice(0, rows) + fromState[1]).sigmoid()  // Eq. 8
            let mixed = Tensor.concatenated([item - xi * item, xi * v], dimension: 1)
            let inputs = weights.bias.addingProduct(mixed, mixMatrix)
            // Eq. 9, 10 and 5.
            h = gatedUpdate(h, inputs: inputs, fromState: fromState[0], candidateMatrix: candidateMatrix)
            return h
        }
        return .concatenated(states, dimension: 0)
    }

    func runKernel(items: Tensor, user: Tensor?, state: Tensor, stepSizes: [Int]) -> Tensor {
        guard let user, let weights = weights(user: user) else { return state }
        return RecurrentKernels.attentionalGRU(
            items: items, focusWeight: attention.item.weight.value, focusBias: attention.bias.value, users: user,
            focusUsers: weights.focusUsers, state: state, stateWeight: weights.state, mixWeight: weights.mix,
            mixBias: weights.bias, candidateWeight: weights.candidate, stepSizes: stepSizes)
    }
}

extension AttentionalUserGRU {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        entry("attentional-user-gru", "Attentional user-based GRU")
    }
}
