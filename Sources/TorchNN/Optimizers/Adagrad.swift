import Torch

/// Adagrad (Duchi et al. 2011); the accumulator starts at zero.
public final class Adagrad: Optimizer {
    public var learningRate: Double
    private let parameters: [Parameter]
    private let weightDecay: Double
    private let epsilon: Double
    private var slots = OptimizerSlots()

    /// Creates the optimiser.
    public init(
        _ parameters: [Parameter], learningRate: Double = 0.01, weightDecay: Double = 0, epsilon: Double = 1e-10
    ) {
        self.parameters = parameters
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.epsilon = epsilon
        slots.make("sum", like: parameters)
    }

    public func step() {
        withoutGradients {
            for (parameter, sum) in zip(parameters, slots["sum"]) {
                guard var gradient = parameter.value.gradient else { continue }
                if weightDecay != 0 { gradient = gradient + parameter.value * weightDecay }
                sum.addProduct(gradient, gradient)
                parameter.value.addQuotient(gradient, sum.sqrt() + epsilon, scale: -learningRate)
            }
        }
    }

    public var state: [String: Tensor] { slots.state }

    public func load(state: [String: Tensor]) throws { try slots.load(state) }
}
