import Torch

/// Gated recurrent unit as PyTorch and cuDNN compute it: the reset gate acts on the product of state and matrix.
///
/// Cho et al. (2014) and the user-based networks reset the state *before* the product; the two are different functions.
public final class GRUCell: Module {
    /// Input to the three blocks, rows in the order reset, update, candidate: `[3 · hiddenSize, inputSize]`.
    public let input: Linear
    /// Hidden state to the three blocks: `[3 · hiddenSize, hiddenSize]`.
    public let hidden: Linear
    private let hiddenSize: Int

    /// Creates the cell.
    public init(inputSize: Int, hiddenSize: Int, initializer: Initializer, generator: Generator) {
        func blocks(_ width: Int) -> Linear {
            Linear(inputSize: width, outputSize: 3 * hiddenSize, initializer: initializer, generator: generator)
        }
        input = blocks(inputSize)
        hidden = blocks(hiddenSize)
        self.hiddenSize = hiddenSize
    }

    /// One step: `x [batch, inputSize]`, `h [batch, hiddenSize]` → new `h`.
    public func callAsFunction(_ x: Tensor, hidden h: Tensor) -> Tensor {
        let sizes = Array(repeating: hiddenSize, count: 3)
        let fromInput = input(x).split(sizes, dimension: -1)
        let fromState = hidden(h).split(sizes, dimension: -1)
        let reset = (fromInput[0] + fromState[0]).sigmoid()
        let update = (fromInput[1] + fromState[1]).sigmoid()
        let candidate = (fromInput[2] + reset * fromState[2]).tanh()
        return candidate + update * (h - candidate)
    }
}
