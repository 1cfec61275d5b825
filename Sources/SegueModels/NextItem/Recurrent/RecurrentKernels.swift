import Torch

/// Kernels that run a recurrent cell over all steps of a batch, forward and backward, on the CPU.
///
/// Tokens are ordered as ``SequenceBatch`` says; all return the states after each token, `[tokens, n]`.
enum RecurrentKernels {
    /// Whether they stand for the equations on a device.
    static func areUsed(on device: Device) -> Bool { device == .cpu && !TorchRuntime.usesReferenceKernels }

    /// - Parameters:
    ///   - items: `[tokens, e]`.
    ///   - itemWeight: Items to u, r and k, `[3 n, e]`, with `bias`, `[3 n]`.
    ///   - rowInputs: What enters u, r and k at every step of a row, `[rows, 3 n]`.
    ///   - state: `[rows, n]`.
    ///   - gateWeight: State to u and r, `[2 n, n]`.
    ///   - candidateWeight: Reset state to k, `[n, n]`.
    static func gru(
        items: Tensor, itemWeight: Tensor, bias: Tensor, rowInputs: Tensor?, state: Tensor, gateWeight: Tensor,
        candidateWeight: Tensor, stepSizes: [Int]
    ) -> Tensor {
        gruOperator(
            .tensor(items), .tensor(itemWeight), .tensor(bias), rowInputs.map { .tensor($0) } ?? .none,
            .tensor(state.contiguous()), .tensor(gateWeight), .tensor(candidateWeight), .integers(stepSizes))
    }

    /// The same without gradients, from what each item gives u, r and k.
    /// - Parameters:
    ///   - table: `[items, 3 n]`, biases included.
    ///   - items: The row of each token in it, `[tokens]`, `int64`.
    static func gru(
        table: Tensor, items: Tensor, state: Tensor, gateWeight: Tensor, candidateWeight: Tensor, stepSizes: [Int]
    ) -> Tensor {
        tableOperator(
            .tensor(table), .tensor(items), .none, .tensor(state.contiguous()), .tensor(gateWeight),
            .tensor(candidateWeight), .integers(stepSizes))
    }

    /// - Parameters:
    ///   - items: `[tokens, e]`.
    ///   - focusWeight: Items to ξ, `[e, e]`, with `focusBias`, `[e]`.
    ///   - users: `[rows, e]`.
    ///   - focusUsers: What enters ξ at every step of a row, `[rows, e]`.
    ///   - state: `[rows, n]`.
    ///   - stateWeight: State to u, r and ξ, `[2 n + e, n]`.
    ///   - mixWeight: Weighed item and user to u, r and k, `[3 n, 2 e]`, with `mixBias`, `[3 n]`.
    ///   - candidateWeight: Reset state to k, `[n, n]`.
    static func attentionalGRU(
        items: Tensor, focusWeight: Tensor, focusBias: Tensor, users: Tensor, focusUsers: Tensor, state: Tensor,
        stateWeight: Tensor, mixWeight: Tensor, mixBias: Tensor, candidateWeight: Tensor, stepSizes: [Int]
    ) -> Tensor {
        attentionalOperator(
            .tensor(items), .tensor(focusWeight), .tensor(focusBias), .tensor(users), .tensor(focusUsers),
            .tensor(state.contiguous()), .tensor(stateWeight), .tensor(mixWeight), .tensor(mixBias),
            .tensor(candidateWeight), .integers(stepSizes))
    }

    /// - Parameters:
    ///   - items: `[tokens, e]`.
    ///   - itemWeight: Items to u, r, k, κ₁ and κ₂, `[3 n + 2 e, e]`, with `bias`, `[3 n + 2 e]`.
    ///   - users: `[rows, e]`.
    ///   - userThresholds: What enters κ₁ and κ₂ at every step of a row, `[rows, 2 e]`.
    ///   - state: `[rows, n]`.
    ///   - stateWeight: State to u, r, κ₁ and κ₂, `[2 n + 2 e, n]`.
    ///   - filterWeight: Passing user to u, r and k, `[3 n, e]`.
    ///   - candidateWeight: Reset state to k, `[n, n]`.
    ///   - leak: ω of Eq. 6.
    ///   - hasSurrogate: Whether comparisons count as sigmoids in the backward pass.
    static func rectifiedGRU(
        items: Tensor, itemWeight: Tensor, bias: Tensor, users: Tensor, userThresholds: Tensor, state: Tensor,
        stateWeight: Tensor, filterWeight: Tensor, candidateWeight: Tensor, leak: Double, hasSurrogate: Bool,
        stepSizes: [Int]
    ) -> Tensor {
        rectifiedOperator(
            .tensor(items), .tensor(itemWeight), .tensor(bias), .tensor(users), .tensor(userThresholds),
            .tensor(state.contiguous()), .tensor(stateWeight), .tensor(filterWeight), .tensor(candidateWeight),
            .real(leak), .bool(hasSurrogate), .integers(stepSizes))
    }

    /// - Parameters:
    ///   - inputs: `[inputs, e]`, each multiplied once however many tokens read it.
    ///   - inputRows: For each token the input it reads, `[tokens]`, `int64`; nil when they come in the order of tokens.
    ///   - inputWeight: Inputs to the input, forget, candidate and output gates, `[4 n, e]`, with `bias`, `[4 n]`.
    ///   - state: State and cell before the first step, `[rows, n]`; both are this.
    ///   - stateWeight: State to the gates, `[4 n, n]`.
    /// - Returns: States and cells after each token.
    static func lstm(
        inputs: Tensor, inputRows: Tensor?, inputWeight: Tensor, bias: Tensor, state: Tensor, stateWeight: Tensor,
        stepSizes: [Int]
    ) -> (states: Tensor, cells: Tensor) {
        let results = lstmOperator.tensors(
            .tensor(inputs.contiguous()), .tensor(inputWeight), .tensor(bias), inputRows.map { .tensor($0) } ?? .none,
            .tensor(state), .tensor(state), .tensor(stateWeight), .integers(stepSizes), count: 2)
        return (results[0], results[1])
    }

    /// - Parameters:
    ///   - inputs: `[inputs, e]`, each multiplied once however many tokens read it.
    ///   - inputRows: For each token the input it reads, `[tokens]`, `int64`; nil when they come in the order of tokens.
    ///   - inputWeight: Inputs to the input, forget, candidate and output gates, `[4 n, e]`, with `bias`, `[4 n]`.
    ///   - factors: What each input multiplies the state's product with, `[inputs, n]`.
    ///   - state: State and cell before the first step, `[rows, n]`; both are this.
    ///   - stateWeight: From what stands for the state to the gates, `[4 n, n]`.
    ///   - factorWeight: State to its product, `[n, n]`, with `factorBias`, `[n]`.
    /// - Returns: States and cells after each token.
    static func multiplicativeLSTM(
        inputs: Tensor, inputRows: Tensor?, inputWeight: Tensor, bias: Tensor, factors: Tensor, state: Tensor,
        stateWeight: Tensor, factorWeight: Tensor, factorBias: Tensor, stepSizes: [Int]
    ) -> (states: Tensor, cells: Tensor) {
        let results = multiplicativeOperator.tensors(
            .tensor(inputs.contiguous()), .tensor(inputWeight), .tensor(bias), inputRows.map { .tensor($0) } ?? .none,
            .tensor(factors), .tensor(state), .tensor(state), .tensor(stateWeight), .tensor(factorWeight),
            .tensor(factorBias), .integers(stepSizes), count: 2)
        return (results[0], results[1])
    }

    private static let gruOperator = Operator("segue::gru")
    private static let tableOperator = Operator("segue::gru_from_table")
    private static let attentionalOperator = Operator("segue::attentional_gru")
    private static let rectifiedOperator = Operator("segue::rectified_gru")
    private static let lstmOperator = Operator("segue::lstm")
    private static let multiplicativeOperator = Operator("segue::multiplicative_lstm")
}
