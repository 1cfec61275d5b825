import Torch

/// Convolution over the two dimensions of images, without padding and with steps of 1.
public final class Convolution: Module {
    /// `[out channels, in channels, height, width]`.
    public let weight: Parameter
    /// `[out channels]`, starts at zero.
    public let bias: Parameter

    /// Draws the kernels.
    /// - Parameters:
    ///   - inputChannels: Channels of the images.
    ///   - outputChannels: Number of kernels.
    ///   - height: Height of a kernel.
    ///   - width: Width of a kernel.
    ///   - initializer: Of the kernels.
    ///   - generator: Draws them.
    public init(
        inputChannels: Int, outputChannels: Int, height: Int, width: Int, initializer: Initializer, generator: Generator
    ) {
        weight = Parameter(initializer([outputChannels, inputChannels, height, width], generator: generator))
        bias = Parameter(.zeros([outputChannels]))
    }

    /// `[rows, in channels, H, W]` → `[rows, out channels, H − height + 1, W − width + 1]`.
    public func callAsFunction(_ images: Tensor) -> Tensor { images.convolved(kernels: weight.value, bias: bias.value) }
}
