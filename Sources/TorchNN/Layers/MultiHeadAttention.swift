import Torch

/// Scaled dot-product attention with several heads (Vaswani et al. 2017): each position mixes the values of the positions
/// that it may look at.
public final class MultiHeadAttention: Module {
    /// Input to queries, keys and values.
    public let query: Linear
    /// See ``query``.
    public let key: Linear
    /// See ``query``.
    public let value: Linear
    /// Joined heads to the output.
    public let output: Linear
    private let headCount: Int
    private let headSize: Int
    private let dropout: Dropout

    /// Creates the layer.
    /// - Parameters:
    ///   - size: Width of inputs and outputs, a multiple of `headCount` where heads share it.
    ///   - headCount: Number of heads.
    ///   - headSize: Width of each head; nil: the heads share the width.
    ///   - dropoutRate: Probability of dropping an attention weight.
    ///   - initializer: Of all weights, and of biases without an initializer of their own.
    ///   - biasInitializer: Of biases.
    ///   - generator: Draws them.
    public init(
        size: Int, headCount: Int, headSize: Int? = nil, dropoutRate: Double, initializer: Initializer,
        biasInitializer: Initializer? = nil, generator: Generator
    ) {
        precondition(headCount >= 1 && (headSize != nil || size % headCount == 0), "heads must share the width evenly")
        let width = headSize ?? size / headCount
        func affine(_ input: Int, _ output: Int) -> Linear {
            Linear(
                inputSize: input, outputSize: output, initializer: initializer, biasInitializer: biasInitializer,
                generator: generator)
        }
        func heads() -> Linear { affine(size, headCount * width) }
        (query, key, value, output) = (heads(), heads(), heads(), affine(headCount * width, size))
        self.headCount = headCount
        self.headSize = width
        dropout = Dropout(rate: dropoutRate)
    }

    /// Attends.
    /// - Parameters:
    ///   - queries: `[rows, length, size]`.
    ///   - memory: What keys and values are made of: `[rows, length, size]`.
    ///   - mask: Added to the scores before the softmax, `[rows or 1, 1, length, length]`; −10⁹ forbids a pair.
    ///   - mode: Training drops weights.
    /// - Returns: `[rows, length, size]`.
    public func callAsFunction(_ queries: Tensor, _ memory: Tensor, mask: Tensor, mode: Mode) -> Tensor {
        let rows = queries.size(0)
        func heads(_ tensor: Tensor) -> Tensor {
            tensor.reshaped([rows, tensor.size(1), headCount, headSize]).permuted([0, 2, 1, 3])
        }
        let (q, k, v) = (heads(query(queries)), heads(key(memory)), heads(value(memory)))
        let scores = q.matmul(k.transposed()) * (1 / Double(headSize).squareRoot()) + mask
        let mixed = dropout(scores.softmax(), mode: mode).matmul(v)
        return output(mixed.permuted([0, 2, 1, 3]).reshaped([rows, queries.size(1), headCount * headSize]))
    }
}
