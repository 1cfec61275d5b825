import Torch

/// Multiplicative LSTM (Krause, Murray, Renals and Lu 2016): what stands for the state before the gates is chosen by the
/// input, `m = (x · W_mᵀ + b_m) ⊙ (h · U_mᵀ + b_u)`.
public final class MultiplicativeLSTMCell: Module {
    /// Input to the factors of the state, W_m and b_m: `[hiddenSize, inputSize]`.
    public let inputFactor: Linear
    /// Hidden state to what they multiply, U_m and b_u: `[hiddenSize, hiddenSize]`.
    public let hiddenFactor: Linear
    /// Input and m to the gates, and the cell that they rule.
    public let gates: LSTMCell

    /// Creates the cell.
    public init(inputSize: Int, hiddenSize: Int, initializer: Initializer, generator: Generator) {
        func layer(_ width: Int) -> Linear {
            Linear(inputSize: width, outputSize: hiddenSize, initializer: initializer, generator: generator)
        }
        inputFactor = layer(inputSize)
        hiddenFactor = layer(hiddenSize)
        gates = LSTMCell(
            inputSize: inputSize, hiddenSize: hiddenSize, initializer: initializer, generator: generator)
    }

    /// One step: `x [batch, inputSize]`, `h` and `c` `[batch, hiddenSize]` → new `h` and `c`.
    public func callAsFunction(_ x: Tensor, hidden h: Tensor, cell c: Tensor) -> (hidden: Tensor, cell: Tensor) {
        gates(x, hidden: inputFactor(x) * hiddenFactor(h), cell: c)
    }
}
