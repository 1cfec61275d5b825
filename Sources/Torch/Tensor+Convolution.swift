/// Convolution, and the normalization that goes with it.
extension Tensor {
    /// Cross-correlation of images with kernels, without padding and with steps of 1.
    /// - Parameters:
    ///   - kernels: `[out channels, in channels, height, width]`.
    ///   - bias: `[out channels]`, or none.
    /// - Returns: From `[rows, in channels, H, W]` to `[rows, out channels, H − height + 1, W − width + 1]`.
    public func convolved(kernels: Tensor, bias: Tensor? = nil) -> Tensor {
        Aten.convolution2D(.tensor(self), .tensor(kernels), .optional(bias))
    }

    /// Zero mean and unit variance of each channel, then scale and shift (Ioffe and Szegedy 2015).
    /// - Parameters:
    ///   - weight: Scale, `[channels]`, or none.
    ///   - bias: Shift, `[channels]`, or none.
    ///   - runningMean: `[channels]`; read, or moved towards the batch's mean where `usesBatch`.
    ///   - runningVariance: Likewise; the batch's is the unbiased one.
    ///   - usesBatch: Whether mean and (biased) variance are the batch's own.
    ///   - momentum: How far the running ones move.
    ///   - epsilon: Added to the variance.
    /// - Returns: `[rows, channels, …]`, the shape of this tensor.
    public func batchNormalized(
        weight: Tensor?, bias: Tensor?, runningMean: Tensor, runningVariance: Tensor, usesBatch: Bool,
        momentum: Double, epsilon: Double
    ) -> Tensor {
        Aten.batchNorm(
            .tensor(self), .optional(weight), .optional(bias), .tensor(runningMean), .tensor(runningVariance),
            .bool(usesBatch), .real(momentum), .real(epsilon), .bool(true))
    }
}
