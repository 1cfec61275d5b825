import Torch
import TorchNN

/// Reading whole histories from a state of zeros, written twice as ``RecurrentCell`` is: as equations and as a call of a
/// kernel. Tokens are ordered as ``SequenceBatch`` says.
extension LSTMCell {
    /// The state after each token, `[tokens, hidden]`, by the kernel where there is one for the device.
    /// - Parameters:
    ///   - inputs: `[inputs, e]`.
    ///   - places: For each token the input it reads, `[tokens]`, `int64`; nil when inputs come in the order of tokens.
    ///   - stepSizes: How many rows have a token at each step, falling.
    func states(inputs: Tensor, places: Tensor?, stepSizes: [Int]) -> Tensor {
        let hasKernel = inputs.device == .cpu && !TorchRuntime.usesReferenceKernels
        return hasKernel
            ? runKernel(inputs: inputs, places: places, stepSizes: stepSizes)
            : unroll(inputs: inputs, places: places, stepSizes: stepSizes)
    }

    func unroll(inputs: Tensor, places: Tensor?, stepSizes: [Int]) -> Tensor {
        let start = start(stepSizes, inputs.device)
        var (h, c) = (start, start)
        let tokens = places.map { inputs.indexSelect(0, $0) } ?? inputs
        return .concatenated(
            tokens.steps(stepSizes).map { tokens in
                let rows = 0..<tokens.size(0)
                (h, c) = self(tokens, hidden: h.slice(0, rows), cell: c.slice(0, rows))
                return h
            }, dimension: 0)
    }

    func runKernel(inputs: Tensor, places: Tensor?, stepSizes: [Int]) -> Tensor {
        RecurrentKernels.lstm(
            inputs: inputs, places: places, inputWeight: input.weight.value,
            bias: input.bias?.value ?? .zeros([input.weight.value.size(0)]), state: start(stepSizes, inputs.device),
            stateWeight: hidden.weight.value, stepSizes: stepSizes)
    }

    private func start(_ stepSizes: [Int], _ device: Device) -> Tensor {
        .zeros([stepSizes.first ?? 0, hidden.weight.value.size(1)], device: device)
    }
}
