import Torch

/// Softmax attention of packed rows to themselves, with several heads: queries, keys and values from one product, and a
/// learned number for each head and distance where wanted.
public final class RowSelfAttention: Module {
    /// Tokens to queries, keys and values, one below the other: `[3 · size, size]`.
    public let projection: Linear
    /// Joined heads to the output, `[size, size]`.
    public let output: Linear
    /// Added to the scores by distance, `[heads, lags]`, zero at first; nil for none.
    public let lagBias: Parameter?
    private let attention: RowAttention

    /// Creates the layer.
    /// - Parameters:
    ///   - size: Width of inputs and outputs, a multiple of `headCount`.
    ///   - headCount: Number of heads.
    ///   - lagCount: Distances with a number of their own; 0 for none.
    ///   - isCausal: Whether tokens look at themselves and what stands before them alone.
    ///   - initializer: Of the weights; biases start at zero.
    ///   - generator: Draws them.
    public init(
        size: Int, headCount: Int, lagCount: Int, isCausal: Bool, initializer: Initializer, generator: Generator
    ) {
        precondition(headCount >= 1 && size % headCount == 0, "heads must share the width evenly")
        projection = Linear(
            inputSize: size, outputSize: 3 * size, initializer: initializer, biasInitializer: .zeros,
            generator: generator)
        output = Linear(
            inputSize: size, outputSize: size, initializer: initializer, biasInitializer: .zeros, generator: generator)
        lagBias = lagCount > 0 ? Parameter(.zeros([headCount, lagCount])) : nil
        let width = Double(size / headCount)
        attention = RowAttention(headCount: headCount, scale: 1 / width.squareRoot(), isCausal: isCausal)
    }

    /// `[tokens, size]` → `[tokens, size]`.
    public func callAsFunction(_ tokens: Tensor, rows: TokenRows, rotary: RotaryPositions? = nil) -> Tensor {
        let size = output.weight.value.size(1)
        let parts = projection(tokens).split([size, size, size], dimension: 1)
        let (queries, keys) = (rotary?(parts[0]) ?? parts[0], rotary?(parts[1]) ?? parts[1])
        return output(attention(queries, keys, parts[2], rows: rows, lagBias: lagBias?.value))
    }

    /// One more token of each row, `[rows, size]` → `[rows, size]`, as the last one of a causal layer's rows.
    /// - Parameters:
    ///   - tokens: The new tokens.
    ///   - cache: Keys and values of those before; afterwards with the new ones.
    ///   - step: Where the new ones go.
    ///   - rotary: Angles of the new tokens.
    public func step(
        _ tokens: Tensor, cache: inout TokenCache, _ step: TokenStep, rotary: RotaryPositions? = nil
    ) -> Tensor {
        let size = output.weight.value.size(1)
        let parts = projection(tokens).split([size, size, size], dimension: 1)
        let (queries, keys) = (rotary?(parts[0]) ?? parts[0], rotary?(parts[1]) ?? parts[1])
        cache = TokenCache(
            keys: step.appending(keys, to: cache.keys), values: step.appending(parts[2], to: cache.values))
        return output(
            step.attend(
                queries, cache, headCount: attention.headCount, scale: attention.scale, lagBias: lagBias?.value))
    }
}
