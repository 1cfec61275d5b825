import Torch
import TorchNN

/// Reading whole histories from a state of zeros, as equations and as a call of a kernel. Tokens are ordered as
/// ``SequenceBatch`` says.
extension MultiplicativeLSTMCell {
    /// The state after each token, `[tokens, hidden]`.
    /// - Parameters:
    ///   - inputs: `[tokens, e]`.
    ///   - stepSizes: How many rows have a token at each step, falling.
    func unroll(inputs: Tensor, stepSizes: [Int]) -> Tensor {
        gates.unroll(tokens: inputs, stepSizes: stepSizes) { self($0, hidden: $1, cell: $2) }
    }

    /// The same by the kernel.
    func runKernel(inputs: Tensor, stepSizes: [Int]) -> Tensor {
        RecurrentKernels.multiplicativeLSTM(
            inputs: inputs, inputWeight: gates.input.weight.value, bias: gates.inputBias, factors: inputFactor(inputs),
            state: gates.start(stepSizes, inputs.device), stateWeight: gates.hidden.weight.value,
            factorWeight: hiddenFactor.weight.value,
            factorBias: hiddenFactor.bias?.value ?? .zeros([hiddenFactor.weight.value.size(0)]), stepSizes: stepSizes)
    }
}
