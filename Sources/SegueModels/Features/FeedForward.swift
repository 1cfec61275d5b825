import SegueCore
import Torch
import TorchNN

/// The hidden layers of a network.
public struct NetworkSettings: Codable, Sendable, Equatable {
    /// What follows each layer.
    public enum Activation: String, Codable, Sendable, CaseIterable {
        /// A rectifier.
        case relu
        /// A rectifier whose bend follows the data, see `Dice`.
        case dice
    }

    /// Units of each layer; empty for none.
    public var hiddenSizes: [Int]
    /// What follows each layer.
    public var activation: Activation
    /// Whether units are normalized over the batch in front of their activation.
    public var normalizesBatches = false
    /// Probability of dropping a unit behind its activation.
    public var dropoutRate: Double

    /// The defaults, or others.
    public init(_ hiddenSizes: [Int] = [128, 64], activation: Activation = .relu, dropoutRate: Double = 0.2) {
        self.hiddenSizes = hiddenSizes
        self.activation = activation
        self.dropoutRate = dropoutRate
    }

    /// Checks every field.
    func validate(path: String = "network") throws {
        for size in hiddenSizes { try ConfigurationCheck.atLeast(1, size, field: "\(path).hiddenSizes") }
        try ConfigurationCheck.share(dropoutRate, field: "\(path).dropoutRate")
    }
}

/// A stack of affine layers with an activation behind each, or behind each but the last, and dropout and normalization
/// where a network has them.
final class FeedForward: Module {
    /// Where dropout acts.
    enum DropoutPosition {
        /// In front of each layer.
        case beforeLayers
        /// Behind each rectifier but the last.
        case betweenLayers
        /// Behind each activation.
        case behindActivations
        /// Nowhere.
        case none
    }

    let layers: [Linear]
    let norms: [BatchNorm]
    let gates: [Dice]
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
        (norms, gates) = ([], [])
        self.endsRectified = endsRectified
        self.dropout = dropout
        self.rate = rate
        self.slope = slope
    }

    /// Draws weights as N(0, 2 ∕ (inputs + outputs)); biases start at 0.
    /// - Parameters:
    ///   - settings: The hidden layers.
    ///   - inputSize: The input's width.
    ///   - outputSize: Units of an affine layer behind them; nil for none.
    ///   - generator: Draws the weights.
    init(_ settings: NetworkSettings, inputSize: Int, outputSize: Int? = nil, generator: Generator) {
        let sizes = [inputSize] + settings.hiddenSizes + [outputSize].compactMap { $0 }
        layers = zip(sizes, sizes.dropFirst()).map { .glorot($0, $1, generator: generator) }
        norms = settings.normalizesBatches ? settings.hiddenSizes.map { BatchNorm(size: $0) } : []
        gates = settings.activation == .dice ? settings.hiddenSizes.map { Dice(size: $0) } : []
        endsRectified = outputSize == nil
        dropout = .behindActivations
        rate = settings.dropoutRate
        slope = 0
    }

    /// Hidden layers and one unit, to be added to what else a model has; nil without hidden layers.
    static func summand(_ settings: NetworkSettings, inputSize: Int, generator: Generator) -> FeedForward? {
        guard !settings.hiddenSizes.isEmpty else { return nil }
        return FeedForward(settings, inputSize: inputSize, outputSize: 1, generator: generator)
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
            if !isLast || endsRectified {
                value = activated(value, index, mode: mode)
                if dropout == .behindActivations { value = drop(value, mode: mode) }
            }
            if dropout == .betweenLayers, !isLast { value = drop(value, mode: mode) }
        }
        return value
    }

    private func activated(_ input: Tensor, _ index: Int, mode: Mode) -> Tensor {
        let value = norms.isEmpty ? input : norms[index](input, mode: mode)
        if !gates.isEmpty { return gates[index](value, mode: mode) }
        return slope == 0 ? value.relu() : value.relu(slope: slope)
    }
}

extension Linear {
    /// Weights drawn as N(0, 2 ∕ (inputs + outputs)), the bias 0.
    static func glorot(_ inputSize: Int, _ outputSize: Int, hasBias: Bool = true, generator: Generator) -> Linear {
        Linear(
            inputSize: inputSize, outputSize: outputSize, hasBias: hasBias, initializer: .glorotNormal,
            biasInitializer: .zeros, generator: generator)
    }
}
