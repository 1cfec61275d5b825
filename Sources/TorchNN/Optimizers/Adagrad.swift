import Torch

/// Adagrad (Duchi et al. 2011); the accumulator starts at zero. Weight decay is not applied to sparse parameters.
public final class Adagrad: Optimizer {
    /// Step size; schedules set it before each step.
    public var learningRate: Double
    private let parameters: [Parameter]
    private let weightDecay: Double
    private let epsilon: Double
    private var slots = OptimizerSlots()

    /// Creates the optimizer.
    public init(
        _ parameters: [Parameter], learningRate: Double = 0.01, weightDecay: Double = 0, epsilon: Double = 1e-10
    ) {
        self.parameters = parameters
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.epsilon = epsilon
        slots.make("sum", like: parameters)
    }

    /// Makes one step with the gradients accumulated since they were last forgotten.
    public func step() {
        withoutGradients {
            for (parameter, sum) in zip(parameters, slots["sum"]) {
                if let gradient = parameter.rowGradient {
                    stepRows(gradient, of: parameter.value, sum: sum)
                    continue
                }
                guard var gradient = parameter.value.gradient else { continue }
                if weightDecay != 0 { gradient = gradient + parameter.value * weightDecay }
                sum.addProduct(gradient, gradient)
                parameter.value.addQuotient(gradient, sum.sqrt() + epsilon, scale: -learningRate)
            }
        }
    }

    /// A row without a gradient does not change, so this is what a dense step does.
    private func stepRows(_ gradient: RowGradient, of table: Tensor, sum: Tensor) {
        let rowSum = sum.indexSelect(0, gradient.rows) + gradient.values * gradient.values
        sum.copyRows(rowSum, to: gradient.rows)
        table.addRows(gradient.values / (rowSum.sqrt() + epsilon), to: gradient.rows, scale: -learningRate)
    }

    /// What has to be saved to continue exactly.
    public var state: [String: Tensor] { slots.state }

    /// Takes a saved state back.
    /// - Throws: ``StateError`` when it does not fit.
    public func load(state: [String: Tensor]) throws { try slots.load(state) }
}
