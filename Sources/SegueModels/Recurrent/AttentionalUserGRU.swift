import Torch
import TorchNN

/// Attentional user-based GRU of Donkers, Loepp and Ziegler (RecSys 2017), Section 3.2.3: a gate ξ shifts the focus
/// between the item's vector, weighted by 1 − ξ, and the user's, weighted by ξ (Eq. 8–10).
///
/// Where the paper is silent or ambiguous: parameters of ξ "close to zero" give ξ ≈ 0.5 and not, as the text wants, a
/// standard GRU at first, so ``Configuration/attentionBias`` may start the gate's bias lower (−3 gives ξ ≈ 0.05).
public final class AttentionalUserGRU: UserRecurrentModel {
    /// Hyper-parameters; the defaults are the paper's Table 1.
    public struct Configuration: UserRecurrentConfiguration {
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
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    let itemEmbedding: Embedding
    let userEmbedding: Embedding
    let cell: AttentionalCell
    /// Hidden state to scores (Eq. 1).
    public let output: Linear

    /// Builds the network with fresh weights.
    public init(
        configuration: Configuration = Configuration(), itemCount: Int, userCount: Int, generator: Generator
    ) throws {
        try configuration.validate()
        self.configuration = configuration
        let initializer = Initializer.uniform(bound: configuration.initializationBound)
        let (hidden, input) = (configuration.hiddenSize, configuration.inputSize)
        itemEmbedding = Embedding(count: itemCount, size: input, initializer: initializer, generator: generator)
        userEmbedding = Embedding(count: userCount, size: input, initializer: initializer, generator: generator)
        cell = AttentionalCell(configuration: configuration, initializer: initializer, generator: generator)
        output = Linear(inputSize: hidden, outputSize: itemCount, initializer: initializer, generator: generator)
    }
}

/// Eq. 5 and 8–10.
final class AttentionalCell: RecurrentCell {
    let gates: JointAffine
    let candidate: JointAffine
    let attention: JointAffine
    private let hiddenSize: Int
    private let inputSize: Int

    init(configuration: AttentionalUserGRU.Configuration, initializer: Initializer, generator: Generator) {
        hiddenSize = configuration.hiddenSize
        inputSize = configuration.inputSize
        func affine(_ outputSize: Int) -> JointAffine {
            JointAffine(
                outputSize: outputSize, hiddenSize: configuration.hiddenSize, inputSize: configuration.inputSize,
                hasUser: true, initializer: initializer, generator: generator)
        }
        gates = affine(2 * hiddenSize)
        candidate = affine(hiddenSize)
        attention = affine(inputSize)
        if let start = configuration.attentionBias { withoutGradients { attention.bias.value.fill(start) } }
    }

    func unroll(items: Tensor, user: Tensor?, state: Tensor) -> [Tensor] {
        guard let user, let gateUser = gates.user?.weight.value, let candidateUser = candidate.user?.weight.value,
            let attentionUser = attention.user?.weight.value
        else { return [] }
        let (n, e) = (hiddenSize, inputSize)
        let attentionInputs =
            items.linear(attention.item.weight.value, bias: attention.bias.value)
            + user.linear(attentionUser).unsqueezed(1)
        // Rows: u, r, k; columns: item, user.
        let itemWeight = Tensor.concatenated([gates.item.weight.value, candidate.item.weight.value], dimension: 0)
        let userWeight = Tensor.concatenated([gateUser, candidateUser], dimension: 0)
        let mixMatrix = Tensor.concatenated([itemWeight, userWeight], dimension: 1).transposed()
        let bias = Tensor.concatenated([gates.bias.value, candidate.bias.value], dimension: 0)
        let stateMatrix = Tensor.concatenated([gates.hidden.weight.value, attention.hidden.weight.value], dimension: 0)
            .transposed()
        let candidateMatrix = candidate.hidden.weight.value.transposed()
        var h = state
        return zip(items.steps, attentionInputs.steps).map { item, attentionInput in
            let fromState = h.matmul(stateMatrix).split([2 * n, e], dimension: 1)
            let xi = (attentionInput + fromState[1]).sigmoid()  // Eq. 8
            let mixed = Tensor.concatenated([item - xi * item, xi * user], dimension: 1)
            let joint = bias.addingProduct(mixed, mixMatrix).split([2 * n, n], dimension: 1)
            let opened = (joint[0] + fromState[0]).sigmoid().split([n, n], dimension: 1)  // [u; r], Eq. 9
            let k = joint[1].addingProduct(opened[1] * h, candidateMatrix).tanh()  // Eq. 10
            h = leakyUpdate(h, gate: opened[0], candidate: k)  // Eq. 5
            return h
        }
    }
}
