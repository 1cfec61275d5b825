import Torch

/// Divides the last dimension by the root of its mean square, then scales it (Zhang and Sennrich 2019):
/// `x ∕ √(mean(x²) + ε) · weight`.
public final class RMSNorm: TokenLayer {
    /// Scale, `[size]`, starts at one.
    public let weight: Parameter
    private let epsilon: Double

    /// Creates the layer for vectors of `size` units.
    public init(size: Int, epsilon: Double = 1e-6) {
        weight = Parameter(.ones([size]))
        self.epsilon = epsilon
    }

    /// `[…, size]` → `[…, size]`.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        input.rootMeanSquareNormalized(weight: weight.value, epsilon: epsilon)
    }
}
