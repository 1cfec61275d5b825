import Torch
import TorchNN

/// Reading whole histories, written twice as ``RecurrentCell`` is: as equations and as a call of a kernel. Tokens are
/// ordered as ``SequenceBatch`` says.
extension LSTMCell {
    /// States and cells after each token, `[tokens, hidden]` each, by the kernel where there is one for the device.
    /// - Parameters:
    ///   - inputs: `[inputs, e]`.
    ///   - inputRows: For each token the input it reads, `[tokens]`, `int64`; nil when inputs come in the order of tokens.
    ///   - start: State and cell before the first token, `[rows, hidden]`; both are this. nil for zeros.
    ///   - stepSizes: How many rows have a token at each step, falling.
    func read(
        _ inputs: Tensor, inputRows: Tensor? = nil, start: Tensor? = nil, stepSizes: [Int]
    ) -> (states: Tensor, cells: Tensor) {
        let start = start ?? self.start(stepSizes, inputs.device)
        return RecurrentKernels.areUsed(on: inputs.device)
            ? runKernel(inputs: inputs, inputRows: inputRows, start: start, stepSizes: stepSizes)
            : unroll(inputs: inputs, inputRows: inputRows, start: start, stepSizes: stepSizes)
    }

    func unroll(
        inputs: Tensor, inputRows: Tensor?, start: Tensor, stepSizes: [Int]
    ) -> (states: Tensor, cells: Tensor) {
        let tokens = inputRows.map { inputs.indexSelect(0, $0) } ?? inputs
        return Self.unroll(tokens: tokens, start: start, stepSizes: stepSizes) { self($0, hidden: $1, cell: $2) }
    }

    /// One step after the other, each of which `step` takes from tokens, state and cell to the next state and cell.
    static func unroll(
        tokens: Tensor, start: Tensor, stepSizes: [Int],
        step: (Tensor, Tensor, Tensor) -> (hidden: Tensor, cell: Tensor)
    ) -> (states: Tensor, cells: Tensor) {
        var (h, c) = (start, start)
        var (states, cells) = ([Tensor](), [Tensor]())
        for tokens in tokens.steps(stepSizes) {
            let rows = 0..<tokens.size(0)
            (h, c) = step(tokens, h.slice(0, rows), c.slice(0, rows))
            states.append(h)
            cells.append(c)
        }
        return (.concatenated(states, dimension: 0), .concatenated(cells, dimension: 0))
    }

    func runKernel(
        inputs: Tensor, inputRows: Tensor?, start: Tensor, stepSizes: [Int]
    ) -> (states: Tensor, cells: Tensor) {
        RecurrentKernels.lstm(
            inputs: inputs, inputRows: inputRows, inputWeight: input.weight.value, bias: inputBias,
            state: start.contiguous(), stateWeight: hidden.weight.value, stepSizes: stepSizes)
    }

    /// The gates' biases; zeros for a cell without.
    var inputBias: Tensor { input.bias?.value ?? .zeros([input.weight.value.size(0)]) }

    /// A state of zeros before the first step.
    func start(_ stepSizes: [Int], _ device: Device) -> Tensor {
        .zeros([stepSizes.first ?? 0, hidden.weight.value.size(1)], device: device)
    }
}

/// Reading whole histories, as equations and as a call of a kernel. Tokens are ordered as ``SequenceBatch`` says.
extension MultiplicativeLSTMCell {
    /// States and cells after each token, `[tokens, hidden]` each, by the kernel where there is one for the device.
    /// - Parameters:
    ///   - inputs: `[inputs, e]`.
    ///   - inputRows: For each token the input it reads, `[tokens]`, `int64`; nil when inputs come in the order of tokens.
    ///   - start: State and cell before the first token, `[rows, hidden]`; both are this. nil for zeros.
    ///   - stepSizes: How many rows have a token at each step, falling.
    func read(
        _ inputs: Tensor, inputRows: Tensor? = nil, start: Tensor? = nil, stepSizes: [Int]
    ) -> (states: Tensor, cells: Tensor) {
        let start = start ?? gates.start(stepSizes, inputs.device)
        return RecurrentKernels.areUsed(on: inputs.device)
            ? runKernel(inputs: inputs, inputRows: inputRows, start: start, stepSizes: stepSizes)
            : unroll(inputs: inputs, inputRows: inputRows, start: start, stepSizes: stepSizes)
    }

    func unroll(
        inputs: Tensor, inputRows: Tensor?, start: Tensor, stepSizes: [Int]
    ) -> (states: Tensor, cells: Tensor) {
        let tokens = inputRows.map { inputs.indexSelect(0, $0) } ?? inputs
        return LSTMCell.unroll(tokens: tokens, start: start, stepSizes: stepSizes) {
            self($0, hidden: $1, cell: $2)
        }
    }

    func runKernel(
        inputs: Tensor, inputRows: Tensor?, start: Tensor, stepSizes: [Int]
    ) -> (states: Tensor, cells: Tensor) {
        RecurrentKernels.multiplicativeLSTM(
            inputs: inputs, inputRows: inputRows, inputWeight: gates.input.weight.value, bias: gates.inputBias,
            factors: inputFactor(inputs), state: start.contiguous(), stateWeight: gates.hidden.weight.value,
            factorWeight: hiddenFactor.weight.value,
            factorBias: hiddenFactor.bias?.value ?? .zeros([hiddenFactor.weight.value.size(0)]), stepSizes: stepSizes)
    }
}
