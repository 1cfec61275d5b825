import Torch

/// Normalizes each channel, in training by mean and variance of the batch, at inference by running ones, then scales and
/// shifts it (Ioffe and Szegedy 2015).
///
/// y = γ (x − E[x]) ∕ √(Var[x] + ε) + β; E and Var (biased) are over all but the second dimension. The running ones move by
/// `momentum` to those of each batch, the variance's unbiased: they are saved with the parameters and not learned. A batch
/// with a single number per channel has no variance, and is normalized as at inference.
public final class BatchNorm: Module {
    /// γ, `[size]`, starts at one; nil without scale and shift.
    public let weight: Parameter?
    /// β, `[size]`, starts at zero.
    public let bias: Parameter?
    /// Running mean, `[size]`, starts at zero.
    public let runningMean: Parameter
    /// Running variance, `[size]`, starts at one.
    public let runningVariance: Parameter
    private let momentum: Double
    private let epsilon: Double

    /// Creates the layer.
    /// - Parameters:
    ///   - size: Number of channels.
    ///   - isAffine: Whether it scales and shifts.
    ///   - momentum: How far a batch moves the running mean and variance, as in PyTorch.
    ///   - epsilon: ε.
    public init(size: Int, isAffine: Bool = true, momentum: Double = 0.1, epsilon: Double = 1e-5) {
        weight = isAffine ? Parameter(.ones([size])) : nil
        bias = isAffine ? Parameter(.zeros([size])) : nil
        runningMean = Parameter(.zeros([size]))
        runningVariance = Parameter(.ones([size]))
        runningMean.isFixed = true
        runningVariance.isFixed = true
        self.momentum = momentum
        self.epsilon = epsilon
    }

    /// `[rows, size, …]` → the same shape.
    public func callAsFunction(_ input: Tensor, mode: Mode) -> Tensor {
        var isTraining = false
        if case .training = mode { isTraining = true }
        return input.batchNormalized(
            weight: weight?.value, bias: bias?.value, runningMean: runningMean.value,
            runningVariance: runningVariance.value,
            usesBatch: isTraining && input.elementCount > runningMean.value.elementCount, momentum: momentum,
            epsilon: epsilon)
    }
}
