import Torch
import TorchNN

/// Cross layers and a network of hidden layers over one input, and one unit on what they make of it.
final class CrossNetwork: Module {
    let crosses: [any CrossLayer]
    let network: FeedForward?
    let output: Linear
    private let isStacked: Bool

    /// - Parameters:
    ///   - crosses: The cross layers; none: the input does not reach the output but through the network.
    ///   - settings: The hidden layers; none: no network.
    ///   - isStacked: Whether the network reads the last cross layer instead of the input.
    ///   - width: Width of the input.
    ///   - start: Where the output starts.
    ///   - generator: Draws the weights.
    init(
        crosses: [any CrossLayer], _ settings: NetworkSettings, isStacked: Bool, width: Int, start: Double,
        generator: Generator
    ) {
        self.crosses = crosses
        self.isStacked = isStacked
        network =
            settings.hiddenSizes.isEmpty ? nil : FeedForward(settings, inputSize: width, generator: generator)
        let deep = settings.hiddenSizes.last ?? 0
        let crossed = crosses.isEmpty || (isStacked && deep > 0) ? 0 : width
        output = .glorot(max(1, crossed + deep), 1, generator: generator)
        withoutGradients { output.bias?.value.fill(start) }
    }

    /// `[rows, width]` → `[rows]`.
    func callAsFunction(_ input: Tensor, mode: Mode) -> Tensor {
        let crossed = crosses.reduce(input) { $1($0, from: input) }
        let deep = network.map { $0(isStacked ? crossed : input, mode: mode) }
        let isRead = !crosses.isEmpty && !(isStacked && deep != nil)
        let parts = [isRead ? crossed : nil, deep].compactMap { $0 }
        return output(.concatenated(parts, dimension: 1)).reshaped([input.size(0)])
    }
}
