import Torch
import TorchNN

/// Reading whole histories, as equations and as a call of a kernel. Tokens are ordered as ``SequenceBatch`` says.
extension MultiplicativeLSTMCell {
    /// States and cells after each token, `[tokens, hidden]` each, by the kernel where there is one for the device.
    /// - Parameters:
    ///   - inputs: `[tokens, e]`.
    ///   - start: State and cell before the first token, `[rows, hidden]`; both are this. nil for zeros.
    ///   - stepSizes: How many rows have a token at each step, falling.
    func read(_ inputs: Tensor, start: Tensor? = nil, stepSizes: [Int]) -> (states: Tensor, cells: Tensor) {
        let start = start ?? gates.start(stepSizes, inputs.device)
        return RecurrentKernels.areUsed(on: inputs.device)
            ? runKernel(inputs: inputs, start: start, stepSizes: stepSizes)
            : unroll(inputs: inputs, start: start, stepSizes: stepSizes)
    }

    func unroll(inputs: Tensor, start: Tensor, stepSizes: [Int]) -> (states: Tensor, cells: Tensor) {
        LSTMCell.unroll(tokens: inputs, start: start, stepSizes: stepSizes) { self($0, hidden: $1, cell: $2) }
    }

    func runKernel(inputs: Tensor, start: Tensor, stepSizes: [Int]) -> (states: Tensor, cells: Tensor) {
        RecurrentKernels.multiplicativeLSTM(
            inputs: inputs, inputWeight: gates.input.weight.value, bias: gates.inputBias, factors: inputFactor(inputs),
            state: start.contiguous(), stateWeight: gates.hidden.weight.value,
            factorWeight: hiddenFactor.weight.value,
            factorBias: hiddenFactor.bias?.value ?? .zeros([hiddenFactor.weight.value.size(0)]), stepSizes: stepSizes)
    }
}
