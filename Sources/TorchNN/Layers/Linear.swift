import Torch

/// Affine map `x · weightᵀ + bias`.
public final class Linear: TokenLayer {
    /// `[outputSize, inputSize]`.
    public let weight: Parameter
    /// `[outputSize]`, or none.
    public let bias: Parameter?

    /// Draws the weights, then the bias, by the same initializer unless the bias has its own.
    public init(
        inputSize: Int, outputSize: Int, hasBias: Bool = true, initializer: Initializer,
        biasInitializer: Initializer? = nil, generator: Generator
    ) {
        weight = Parameter(initializer([outputSize, inputSize], generator: generator))
        let start = biasInitializer ?? initializer
        bias = hasBias ? Parameter(start([outputSize], generator: generator)) : nil
    }

    /// `[…, inputSize]` → `[…, outputSize]`.
    public func callAsFunction(_ input: Tensor) -> Tensor { input.linear(weight.value, bias: bias?.value) }
}
