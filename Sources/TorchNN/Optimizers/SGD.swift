import Torch

/// Stochastic gradient descent, with momentum by option. Neither momentum nor decay is applied to sparse parameters.
public final class SGD: Optimizer {
    /// Step size; schedules set it before each step.
    public var learningRate: Double
    private let parameters: [Parameter]
    private let momentum: Double
    private let weightDecay: Double
    private var slots = OptimizerSlots()

    /// Creates the optimizer.
    public init(_ parameters: [Parameter], learningRate: Double, momentum: Double = 0, weightDecay: Double = 0) {
        self.parameters = parameters
        self.learningRate = learningRate
        self.momentum = momentum
        self.weightDecay = weightDecay
        if momentum != 0 { slots.make("velocity", like: parameters) }
    }

    /// Makes one step with the gradients accumulated since they were last forgotten.
    public func step() {
        withoutGradients {
            for (index, parameter) in parameters.enumerated() {
                if let gradient = parameter.rowGradient {
                    parameter.value.addRows(gradient.values, to: gradient.rows, scale: -learningRate)
                    continue
                }
                guard var gradient = parameter.value.gradient else { continue }
                if weightDecay != 0 { gradient = gradient + parameter.value * weightDecay }
                if momentum != 0 {
                    let velocity = slots["velocity"][index]
                    velocity.multiply(by: momentum)
                    velocity.add(gradient)
                    gradient = velocity
                }
                parameter.value.add(gradient, scale: -learningRate)
            }
        }
    }

    /// What has to be saved to continue exactly.
    public var state: [String: Tensor] { slots.state }

    /// Takes a saved state back.
    /// - Throws: ``StateError`` when it does not fit.
    public func load(state: [String: Tensor]) throws { try slots.load(state) }
}
