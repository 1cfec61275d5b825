import Torch

/// Normalizes the last dimension to zero mean and unit variance, then scales and shifts it (Ba et al. 2016).
public final class LayerNorm: TokenLayer {
    /// Scale, `[size]`, starts at one.
    public let weight: Parameter
    /// Shift, `[size]`, starts at zero.
    public let bias: Parameter
    private let epsilon: Double

    /// Creates the layer for vectors of `size` units.
    public init(size: Int, epsilon: Double = 1e-5) {
        weight = Parameter(.ones([size]))
        bias = Parameter(.zeros([size]))
        self.epsilon = epsilon
    }

    /// `[…, size]` → `[…, size]`.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        input.layerNormalized(weight: weight.value, bias: bias.value, epsilon: epsilon)
    }
}
