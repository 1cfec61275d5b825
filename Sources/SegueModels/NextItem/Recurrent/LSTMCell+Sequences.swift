import Torch
import TorchNN

/// Reading whole histories from a state of zeros, written twice as ``RecurrentCell`` is: as equations and as a call of a
/// kernel. Tokens are ordered as ``SequenceBatch`` says.
extension LSTMCell {
    /// The state after each token, `[tokens, hidden]`, by the kernel where there is one for the device.
    /// - Parameters:
    ///   - inputs: `[inputs, e]`.
    ///   - inputRows: For each token the input it reads, `[tokens]`, `int64`; nil when inputs come in the order of tokens.
    ///   - stepSizes: How many rows have a token at each step, falling.
    func states(inputs: Tensor, inputRows: Tensor?, stepSizes: [Int]) -> Tensor {
        RecurrentKernels.areUsed(on: inputs.device)
            ? runKernel(inputs: inputs, inputRows: inputRows, stepSizes: stepSizes)
            : unroll(inputs: inputs, inputRows: inputRows, stepSizes: stepSizes)
    }

    func unroll(inputs: Tensor, inputRows: Tensor?, stepSizes: [Int]) -> Tensor {
        unroll(tokens: inputRows.map { inputs.indexSelect(0, $0) } ?? inputs, stepSizes: stepSizes) {
            self($0, hidden: $1, cell: $2)
        }
    }

    /// One step after the other, each of which `step` takes from tokens, state and cell to the next state and cell.
    func unroll(
        tokens: Tensor, stepSizes: [Int], step: (Tensor, Tensor, Tensor) -> (hidden: Tensor, cell: Tensor)
    ) -> Tensor {
        let start = start(stepSizes, tokens.device)
        var (h, c) = (start, start)
        return .concatenated(
            tokens.steps(stepSizes).map { tokens in
                let rows = 0..<tokens.size(0)
                (h, c) = step(tokens, h.slice(0, rows), c.slice(0, rows))
                return h
            }, dimension: 0)
    }

    func runKernel(inputs: Tensor, inputRows: Tensor?, stepSizes: [Int]) -> Tensor {
        RecurrentKernels.lstm(
            inputs: inputs, inputRows: inputRows, inputWeight: input.weight.value,
            bias: inputBias, state: start(stepSizes, inputs.device),
            stateWeight: hidden.weight.value, stepSizes: stepSizes)
    }

    /// The gates' biases; zeros for a cell without.
    var inputBias: Tensor { input.bias?.value ?? .zeros([input.weight.value.size(0)]) }

    /// The state before the first step.
    func start(_ stepSizes: [Int], _ device: Device) -> Tensor {
        .zeros([stepSizes.first ?? 0, hidden.weight.value.size(1)], device: device)
    }
}

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
