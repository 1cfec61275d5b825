import Torch

/// The network of a transformer's block that sees one token at a time: wide in the middle, with dropout there.
///
/// * GELU and ReLU: `W₂ · drop(f(W₁ x + b₁)) + b₂`
/// * SwiGLU (Shazeer 2020): `W₂ · drop(SiLU(W₁ x) ⊙ W₃ x)`, without biases
public final class TokenNetwork: Module {
    /// What happens in the middle.
    public enum Activation: String, Codable, Sendable, CaseIterable {
        /// `x · Φ(x)`.
        case gelu
        /// `max(0, x)`.
        case relu
        /// A SiLU times a second product.
        case swiGLU
    }

    /// W₁: `[innerSize, size]`.
    public let inner: Linear
    /// W₃: `[innerSize, size]`, for SwiGLU.
    public let factor: Linear?
    /// W₂: `[size, innerSize]`.
    public let outer: Linear
    private let activation: Activation
    private let dropout: Dropout

    /// Draws weights by an initializer; biases start at zero.
    public init(
        size: Int, innerSize: Int, activation: Activation, dropoutRate: Double, initializer: Initializer,
        generator: Generator
    ) {
        let hasBias = activation != .swiGLU
        func layer(_ input: Int, _ output: Int) -> Linear {
            Linear(
                inputSize: input, outputSize: output, hasBias: hasBias, initializer: initializer,
                biasInitializer: .zeros, generator: generator)
        }
        inner = layer(size, innerSize)
        factor = activation == .swiGLU ? layer(size, innerSize) : nil
        outer = layer(innerSize, size)
        self.activation = activation
        dropout = Dropout(rate: dropoutRate)
    }

    /// `[tokens, size]` → `[tokens, size]`.
    public func callAsFunction(_ x: Tensor, mode: Mode) -> Tensor {
        let product = inner(x)
        let middle: Tensor
        switch activation {
        case .gelu: middle = product.gelu()
        case .relu: middle = product.relu()
        case .swiGLU: middle = factor.map { product.silu() * $0(x) } ?? product.silu()
        }
        return outer(dropout(middle, mode: mode))
    }
}
