import Torch

/// FTRL-Proximal (McMahan et al., KDD 2013, Algorithm 1), which keeps weights of rare features at exactly zero.
///
/// With the gradient g of a weight w: σ = (√(n + g²) − √n) ∕ α, z ← z + g − σ w, n ← n + g²; then w = 0 where |z| ≤ λ₁, else
/// w = −(z − sign(z) λ₁) ∕ ((β + √n) ∕ α + λ₂). A weight that has no gradient does not move, so a step on touched rows alone
/// is what a dense step does. It is made for weights that start at zero: what others start with is gone after a step.
public final class FTRL: Optimizer {
    /// α; schedules set it before each step.
    public var learningRate: Double
    private let parameters: [Parameter]
    private let beta: Double
    private let penalties: (l1: Double, l2: Double)
    private var slots = OptimizerSlots()

    /// Creates the optimizer.
    /// - Parameters:
    ///   - parameters: What it changes.
    ///   - learningRate: α.
    ///   - beta: Added to the root of the sum of squared gradients.
    ///   - l1: λ₁, what z must exceed for a weight other than zero.
    ///   - l2: λ₂.
    public init(_ parameters: [Parameter], learningRate: Double = 0.1, beta: Double = 1, l1: Double = 0, l2: Double = 0)
    {
        self.parameters = parameters
        self.learningRate = learningRate
        self.beta = beta
        penalties = (l1, l2)
        slots.make("z", like: parameters)
        slots.make("n", like: parameters)
    }

    /// Makes one step with the gradients accumulated since they were last forgotten.
    public func step() {
        withoutGradients {
            for (index, parameter) in parameters.enumerated() {
                let (z, n) = (slots["z"][index], slots["n"][index])
                if let gradient = parameter.rowGradient {
                    let rows = gradient.rows
                    let new = stepped(
                        parameter.value.indexSelect(0, rows), gradient.values, z: z.indexSelect(0, rows),
                        n: n.indexSelect(0, rows))
                    parameter.value.copyRows(new.weights, to: rows)
                    z.copyRows(new.z, to: rows)
                    n.copyRows(new.n, to: rows)
                } else if let gradient = parameter.value.gradient {
                    let new = stepped(parameter.value, gradient, z: z, n: n)
                    parameter.value.copy(from: new.weights)
                    z.copy(from: new.z)
                    n.copy(from: new.n)
                }
            }
        }
    }

    private func stepped(
        _ weights: Tensor, _ gradient: Tensor, z: Tensor, n: Tensor
    ) -> (weights: Tensor, z: Tensor, n: Tensor) {
        let sum = n + gradient * gradient
        let root = sum.sqrt()
        let moved = z + gradient - (root - n.sqrt()) * (1 / learningRate) * weights
        let beyond = (moved + -penalties.l1).relu() - (moved * -1 + -penalties.l1).relu()
        return (beyond * -1 / ((root + beta) * (1 / learningRate) + penalties.l2), moved, sum)
    }

    /// What has to be saved to continue exactly.
    public var state: [String: Tensor] { slots.state }

    /// Takes a saved state back.
    /// - Throws: ``StateError`` when it does not fit.
    public func load(state: [String: Tensor]) throws { try slots.load(state) }
}
