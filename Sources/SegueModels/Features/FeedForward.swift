import Torch
import TorchNN

/// A stack of affine layers with a rectifier behind each, or behind each but the last, and dropout where a network has it.
final class FeedForward: Module {
    /// Where dropout acts.
    enum DropoutPosition {
        /// In front of each layer.
        case beforeLayers
        /// Behind each rectifier but the last.
        case betweenLayers
        /// Nowhere.
        case none
    }

    let layers: [Linear]
    private let endsRectified: Bool
    private let dropout: DropoutPosition
    private let rate: Double
    private let slope: Double

    /// Draws weights and biases uniformly within 1 ∕ √inputs, as PyTorch's `nn.Linear` does.
    /// - Parameters:
    ///   - sizes: The input's width, then each layer's.
    ///   - endsRectified: Whether the last layer has a rectifier too.
    ///   - dropout: Where dropout acts.
    ///   - rate: Probability of dropping a unit.
    ///   - slope: What rectifiers multiply numbers below 0 with.
    ///   - generator: Draws the weights.
    init(
        _ sizes: [Int], endsRectified: Bool, dropout: DropoutPosition = .none, rate: Double = 0, slope: Double = 0,
        generator: Generator
    ) {
        layers = zip(sizes, sizes.dropFirst()).map { input, output in
            Linear(
                inputSize: input, outputSize: output, initializer: .uniform(bound: 1 / Double(input).squareRoot()),
                generator: generator)
        }
        self.endsRectified = endsRectified
        self.dropout = dropout
        self.rate = rate
        self.slope = slope
    }

    /// Sets the last layer's biases, so that the output starts there.
    func start(at value: Double) {
        withoutGradients { layers.last?.bias?.value.fill(value) }
    }

    /// `[rows, first size]` → `[rows, last size]`.
    func callAsFunction(_ input: Tensor, mode: Mode) -> Tensor {
        let drop = Dropout(rate: rate)
        var value = input
        for (index, layer) in layers.enumerated() {
            let isLast = index == layers.count - 1
            if dropout == .beforeLayers { value = drop(value, mode: mode) }
            value = layer(value)
            if !isLast || endsRectified { value = slope == 0 ? value.relu() : value.relu(slope: slope) }
            if dropout == .betweenLayers, !isLast { value = drop(value, mode: mode) }
        }
        return value
    }
}
