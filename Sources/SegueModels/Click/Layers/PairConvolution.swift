import Torch
import TorchNN

/// A convolutional network over the last items of a history: over an image of all their pairs, as CosRec (Yan et al., CIKM
/// 2019) makes it, or over the items in a row.
///
/// Pairs: X[a, b] = [e_a ‖ e_b], four convolutions of 1 × 1, 3 × 3, 1 × 1 and 3 × 3 without padding, each with batch
/// normalization and a rectifier, the mean over what is left, an affine layer, dropout. A row: the same with kernels 1 × 1,
/// 1 × 3, 1 × 1 and 1 × 3 over one row of pixels e_a.
final class PairConvolution: Module {
    /// What the network sees.
    enum Image {
        /// All pairs of items.
        case pairs
        /// The items one after the other.
        case row
    }

    let convolutions: [Convolution]
    let norms: [BatchNorm]
    let output: Linear
    private let image: Image
    private let endsInTanh: Bool
    private let dropout: Dropout

    /// - Parameters:
    ///   - image: What the network sees.
    ///   - size: Width of items, and of the output.
    ///   - channels: Channels of the first two and of the last two convolutions.
    ///   - endsInTanh: Whether a hyperbolic tangent stands behind the affine layer.
    ///   - dropoutRate: Probability of dropping a unit of the output.
    ///   - generator: Draws the weights.
    init(
        _ image: Image, size: Int, channels: (Int, Int), endsInTanh: Bool, dropoutRate: Double, generator: Generator
    ) {
        let widths = [image == .pairs ? 2 * size : size, channels.0, channels.0, channels.1, channels.1]
        convolutions = zip(zip(widths, widths.dropFirst()), [1, 3, 1, 3]).map { channels, kernel in
            Convolution(
                inputChannels: channels.0, outputChannels: channels.1, height: image == .pairs ? kernel : 1,
                width: kernel, initializer: .glorotNormal, generator: generator)
        }
        norms = widths.dropFirst().map { BatchNorm(size: $0) }
        output = .glorot(channels.1, size, generator: generator)
        self.image = image
        self.endsInTanh = endsInTanh
        dropout = Dropout(rate: dropoutRate)
    }

    /// Items `[rows, L, size]`, L at least 5 → `[rows, size]`.
    func callAsFunction(_ items: Tensor, mode: Mode) -> Tensor {
        var value = pixels(items)
        for (convolution, norm) in zip(convolutions, norms) { value = norm(convolution(value), mode: mode).relu() }
        let mean = value.sum([2, 3]) / Double(max(1, value.size(2) * value.size(3)))
        let read = output(mean)
        return dropout(endsInTanh ? read.tanh() : read, mode: mode)
    }

    /// `[rows, channels, height, width]`.
    private func pixels(_ items: Tensor) -> Tensor {
        guard image == .pairs else { return items.transposed().unsqueezed(2) }
        let (rows, length, size) = (items.size(0), items.size(1), items.size(2))
        let shape = [rows, length, length, size]
        let pairs = [items.unsqueezed(2).expanded(shape), items.unsqueezed(1).expanded(shape)]
        return Tensor.concatenated(pairs, dimension: 3).permuted([0, 3, 1, 2])
    }
}
