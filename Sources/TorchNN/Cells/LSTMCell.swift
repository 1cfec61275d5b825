import Torch

/// Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate), one step at a time.
public final class LSTMCell: Module {
    /// Input to the four gates, rows in the order input, forget, candidate, output: `[4 · hiddenSize, inputSize]`.
    public let input: Linear
    /// Hidden state to the four gates: `[4 · hiddenSize, hiddenSize]`.
    public let hidden: Linear
    private let hiddenSize: Int

    /// Creates the cell.
    public init(inputSize: Int, hiddenSize: Int, initializer: Initializer, generator: Generator) {
        input = Linear(inputSize: inputSize, outputSize: 4 * hiddenSize, initializer: initializer, generator: generator)
        hidden = Linear(
            inputSize: hiddenSize, outputSize: 4 * hiddenSize, hasBias: false, initializer: initializer,
            generator: generator)
        self.hiddenSize = hiddenSize
    }

    /// One step: `x [batch, inputSize]`, `h` and `c` `[batch, hiddenSize]` → new `h` and `c`.
    public func callAsFunction(_ x: Tensor, hidden h: Tensor, cell c: Tensor) -> (hidden: Tensor, cell: Tensor) {
        let gates = (input(x) + hidden(h)).split(Array(repeating: hiddenSize, count: 4), dimension: -1)
        let next = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh()
        return (gates[3].sigmoid() * next.tanh(), next)
    }
}
