import Foundation
import Torch

/// L-BFGS (Nocedal 1980; Nocedal and Wright 2006, Algorithm 7.4) with a line search for the strong Wolfe conditions: for
/// losses of all the data at once, that give the same number each time they are asked.
///
/// A step asks for the loss and its gradient as often as it needs them, so it is given a closure; the other optimizers are
/// ``Optimizer``s. The curvature is remembered from one step to the next: make a new optimizer to forget it.
public final class LBFGS {
    /// When a step ends, and how far it looks back.
    public struct Options: Sendable, Equatable {
        /// What the first search of all tries first: a step of length 1, at most the gradient's own.
        public enum FirstStep: Sendable {
            /// Length as the sum of magnitudes, as in PyTorch.
            case sum
            /// Euclidean length, as in SciPy.
            case euclidean
        }

        /// Size of the first trial of every search after the first.
        public var learningRate = 1.0
        /// How the first trial of the first search is measured.
        public var firstStep = FirstStep.sum
        /// Most directions that one step follows.
        public var maximumIterations = 20
        /// Most evaluations of the loss in one step; nil for 5/4 of the iterations.
        public var maximumEvaluations: Int?
        /// Differences of positions and gradients that are remembered.
        public var historyCount = 10
        /// A step ends when no part of the gradient is larger.
        public var gradientTolerance = 1e-7
        /// A step ends when neither the parameters nor the loss change by more.
        public var changeTolerance = 1e-9

        /// The usual values.
        public init() {}
    }

    private let parameters: [Parameter]
    private let options: Options
    private var pairs: [(change: Tensor, gradientChange: Tensor, curvature: Double)] = []
    private var iterations = 0
    private var scale = 1.0
    private var direction: Tensor?
    private var previousGradient: Tensor?
    private var stepSize = 0.0

    /// An optimizer that remembers nothing yet.
    public init(_ parameters: [Parameter], options: Options = Options()) {
        self.parameters = parameters
        self.options = options
    }

    /// Moves the parameters to where the loss is lower.
    /// - Parameter loss: Makes the loss of the parameters as they are, a scalar; its gradient is taken here.
    /// - Returns: The loss before the step.
    /// - Throws: `TorchError`, and what `loss` throws.
    @discardableResult
    public func step(_ loss: () throws -> Tensor) throws -> Double {
        var evaluations = 1
        let first = try evaluate(loss)
        var (value, gradient) = (first.value, first.gradient)
        guard try gradient.largestMagnitude() > options.gradientTolerance else { return first.value }
        let mostEvaluations = options.maximumEvaluations ?? options.maximumIterations * 5 / 4
        for iteration in 1...max(1, options.maximumIterations) {
            let direction = try nextDirection(gradient)
            let previousValue = value
            let length = options.firstStep == .sum ? gradient.abs().sum() : gradient.norm()
            let firstStep = try min(1, 1 / length.scalar()) * options.learningRate
            stepSize = iterations == 1 ? firstStep : options.learningRate
            let slope = try gradient.dot(direction)
            if slope > -options.changeTolerance { break }
            let start = flat { $0 }
            var search = WolfeLineSearch(
                start: .init(step: 0, value: value, slope: slope, gradient: gradient),
                reach: try direction.largestMagnitude(), tolerance: options.changeTolerance)
            let found = try search.run(from: stepSize) { step in
                move(to: start, along: direction, by: step)
                let new = try evaluate(loss)
                return .init(
                    step: step, value: new.value, slope: try new.gradient.dot(direction), gradient: new.gradient)
            }
            evaluations += search.evaluations
            (value, gradient, stepSize) = (found.value, found.gradient, found.step)
            move(to: start, along: direction, by: stepSize)
            let isFlat = try gradient.largestMagnitude() <= options.gradientTolerance
            let hasMoved = try (direction.largestMagnitude() * abs(stepSize)) > options.changeTolerance
            let isDone = isFlat || !hasMoved || abs(value - previousValue) < options.changeTolerance
            if isDone || evaluations >= mostEvaluations || iteration == options.maximumIterations { break }
        }
        return first.value
    }

    /// The direction of the next search: −H g, H the estimate of the inverse Hessian.
    private func nextDirection(_ gradient: Tensor) throws -> Tensor {
        iterations += 1
        defer { previousGradient = gradient }
        guard let last = direction, let before = previousGradient, iterations > 1 else {
            let steepest = -gradient
            direction = steepest
            return steepest
        }
        let gradientChange = gradient - before
        let change = last * stepSize
        let curvature = try gradientChange.dot(change)
        if curvature > 1e-10 {
            if pairs.count == options.historyCount { pairs.removeFirst() }
            pairs.append((change, gradientChange, curvature))
            scale = try curvature / gradientChange.dot(gradientChange)
        }
        let next = -gradient
        var shares: [Double] = []
        for pair in pairs.reversed() {
            let share = try pair.change.dot(next) / pair.curvature
            shares.append(share)
            next.add(pair.gradientChange, scale: -share)
        }
        next.multiply(by: scale)
        for (pair, share) in zip(pairs, shares.reversed()) {
            next.add(pair.change, scale: share - (try pair.gradientChange.dot(next)) / pair.curvature)
        }
        direction = next
        return next
    }

    private func evaluate(_ loss: () throws -> Tensor) throws -> (value: Double, gradient: Tensor) {
        try withTorchErrors {
            for parameter in parameters { parameter.value.gradient = nil }
            let value = try loss()
            value.backward()
            return (try value.scalar(), flat { $0.gradient ?? .zeros($0.shape, dtype: $0.dtype, device: $0.device) })
        }
    }

    /// One vector of a tensor of each parameter, a copy.
    private func flat(_ part: (Tensor) -> Tensor) -> Tensor {
        withoutGradients { .concatenated(parameters.map { part($0.value).reshaped([-1]) }, dimension: 0) }
    }

    private func move(to start: Tensor, along direction: Tensor, by step: Double) {
        withoutGradients {
            var first = 0
            for parameter in parameters {
                let range = first..<first + parameter.value.elementCount
                first = range.upperBound
                parameter.value.copy(from: start.slice(0, range).reshaped(parameter.value.shape))
                parameter.value.add(direction.slice(0, range).reshaped(parameter.value.shape), scale: step)
            }
        }
    }
}

extension Tensor {
    fileprivate func dot(_ other: Tensor) throws -> Double { try (self * other).sum().scalar() }

    fileprivate func largestMagnitude() throws -> Double { try abs().maximum().scalar() }
}
