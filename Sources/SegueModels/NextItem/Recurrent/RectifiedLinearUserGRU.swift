import SegueCore
import Torch
import TorchNN

/// Rectified linear user-based GRU of Donkers, Loepp and Ziegler (RecSys 2017), Section 3.2.2: a component of the user's
/// vector passes only if it exceeds thresholds that depend on state, item and user (Eq. 6–7).
///
/// Where the paper is silent or ambiguous: the filtered vector is stated for the gates (Eq. 3) only and used in the
/// candidate (Eq. 4) too; κ₁ > κ₂ is possible, so the tests of Eq. 6 are made in the order they are written; the hard
/// comparison gives κ no gradient, so ``RectifiedThresholdGradient/literal`` never trains it, and a surrogate is offered.
public typealias RectifiedLinearUserGRU = UserGRU<RectifiedLinearUserGRUConfiguration>

/// How the thresholds are trained.
public enum RectifiedThresholdGradient: String, Codable, Sendable {
    /// Not at all: the comparison of Eq. 6 has no gradient.
    case literal
    /// The comparison counts as a sigmoid of temperature 1 in the backward pass (straight-through).
    case surrogate
}

/// Hyper-parameters of ``RectifiedLinearUserGRU``; the defaults are the paper's Table 1.
public struct RectifiedLinearUserGRUConfiguration: UserRecurrentConfiguration {
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
    /// ω: how much of a component between both thresholds passes, in `[0, 1]`.
    public var leak = 0.2
    /// How the thresholds are trained.
    public var thresholdGradient = RectifiedThresholdGradient.literal

    /// The paper's values.
    public init() {}

    /// Checks every field.
    public func validate() throws {
        try validateUserPart()
        try ConfigurationCheck.within(0...1, leak, field: "leak")
    }

    /// The cell with fresh weights.
    public func makeCell(initializer: Initializer, generator: Generator) -> any RecurrentCell {
        RectifiedCell(configuration: self, initializer: initializer, generator: generator)
    }
}

/// Eq. 3–7.
final class RectifiedCell: RecurrentCell {
    let gates: JointAffine
    let candidate: JointAffine
    let threshold: JointAffine
    private let configuration: RectifiedLinearUserGRUConfiguration

    init(configuration: RectifiedLinearUserGRUConfiguration, initializer: Initializer, generator: Generator) {
        func affine(_ outputSize: Int) -> JointAffine {
            JointAffine(outputSize: outputSize, of: configuration, initializer: initializer, generator: generator)
        }
        gates = affine(2 * configuration.hiddenSize)
        candidate = affine(configuration.hiddenSize)
        threshold = affine(2 * configuration.inputSize)
        self.configuration = configuration
    }

    /// Weights as both ways of computing want them.
    private struct Weights {
        /// Rows: u, r, k, κ₁, κ₂.
        let item: Tensor
        let bias: Tensor
        /// What κ₁, κ₂ get from the users: `[rows, 2 e]`.
        let userThresholds: Tensor
        /// Rows: u, r, κ₁, κ₂.
        let state: Tensor
        /// Rows: u, r, k.
        let filtered: Tensor
        let candidate: Tensor
    }

    private func weights(user: Tensor) -> Weights? {
        guard let gateUser = gates.user?.weight.value, let candidateUser = candidate.user?.weight.value,
            let thresholdUser = threshold.user?.weight.value
        else { return nil }
        let itemWeight = Tensor.concatenated(
            [gates.item.weight.value, candidate.item.weight.value, threshold.item.weight.value], dimension: 0)
        let bias = Tensor.concatenated([gates.bias.value, candidate.bias.value, threshold.bias.value], dimension: 0)
        return Weights(
            item: itemWeight, bias: bias, userThresholds: user.linear(thresholdUser),
            state: .concatenated([gates.hidden.weight.value, threshold.hidden.weight.value], dimension: 0),
            filtered: .concatenated([gateUser, candidateUser], dimension: 0), candidate: candidate.hidden.weight.value)
    }

    func unroll(items: Tensor, user: Tensor?, state: Tensor, stepSizes: [Int]) -> Tensor {
        guard let user, let weights = weights(user: user) else { return state }
        let (n, e) = (configuration.hiddenSize, configuration.inputSize)
        let (stateMatrix, filteredMatrix) = (weights.state.transposed(), weights.filtered.transposed())
        let candidateMatrix = weights.candidate.transposed()
        var h = state
        let states = items.linear(weights.item, bias: weights.bias).steps(stepSizes).map { input in
            let rows = 0..<input.size(0)
            h = h.slice(0, rows)
            let parts = input.split([3 * n, 2 * e], dimension: 1)
            let fromState = h.matmul(stateMatrix).split([2 * n, 2 * e], dimension: 1)
            let thresholds = parts[1] + weights.userThresholds.slice(0, rows) + fromState[1]  // [κ₁; κ₂], Eq. 7
            let passing = filter(user.slice(0, rows), thresholds.split([e, e], dimension: 1))
            let inputs = parts[0].addingProduct(passing, filteredMatrix)
            h = gatedUpdate(h, inputs: inputs, fromState: fromState[0], candidateMatrix: candidateMatrix)  // Eq. 3–5
            return h
        }
        return .concatenated(states, dimension: 0)
    }

    func runKernel(items: Tensor, user: Tensor?, state: Tensor, stepSizes: [Int]) -> Tensor {
        guard let user, let weights = weights(user: user) else { return state }
        return RecurrentKernels.rectifiedGRU(
            items: items, itemWeight: weights.item, bias: weights.bias, users: user,
            userThresholds: weights.userThresholds, state: state, stateWeight: weights.state,
            filterWeight: weights.filtered, candidateWeight: weights.candidate, leak: configuration.leak,
            hasSurrogate: configuration.thresholdGradient == .surrogate,
            stepSizes: stepSizes)
    }

    /// Eq. 6: 0 below κ₁, ω v below κ₂, else v.
    private func filter(_ v: Tensor, _ thresholds: [Tensor]) -> Tensor {
        let passes = thresholds.map { exceeds(v, $0) }
        return v * passes[0] * (passes[1] * (1 - configuration.leak) + configuration.leak)
    }

    /// 1 where `v ≥ κ`, 0 elsewhere, with the gradient that the configuration asks for.
    private func exceeds(_ v: Tensor, _ threshold: Tensor) -> Tensor {
        let hard = v.greaterOrEqual(to: threshold).to(.float32)
        guard configuration.thresholdGradient == .surrogate else { return hard }
        let soft = (v - threshold).sigmoid()
        return hard + (soft - soft.detached())
    }
}

extension RectifiedLinearUserGRU {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        entry("rectified-user-gru", "Rectified linear user-based GRU")
    }
}
