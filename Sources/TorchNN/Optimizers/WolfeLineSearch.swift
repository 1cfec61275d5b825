import Foundation
import Torch

/// A search along a direction for a step after which the loss has fallen enough and its slope is small: the strong Wolfe
/// conditions (Nocedal and Wright 2006, Algorithms 3.5 and 3.6), with the interpolation and the safeguards of Schmidt's
/// minFunc (2005).
struct WolfeLineSearch {
    /// What is known at one step.
    struct Point {
        var step: Double
        var value: Double
        /// Of the loss along the direction.
        var slope: Double
        var gradient: Tensor
    }

    /// Where the search begins.
    let start: Point
    /// The largest part of the direction.
    let reach: Double
    /// The search ends when no parameter can move by more.
    let tolerance: Double
    /// The sufficient decrease, as a share of the first slope.
    private let decrease = 1e-4
    /// The slope that is left, as a share of the first.
    private let flatness = 0.9
    private let mostTrials = 25
    /// How often the loss was asked for.
    private(set) var evaluations = 0
    private var trials = 0

    init(start: Point, reach: Double, tolerance: Double) {
        self.start = start
        self.reach = reach
        self.tolerance = tolerance
    }

    /// Finds a point.
    /// - Parameters:
    ///   - first: The step that is tried first.
    ///   - evaluate: The loss after a step.
    mutating func run(from first: Double, evaluate: (Double) throws -> Point) rethrows -> Point {
        var (previous, current) = (start, try evaluate(first))
        evaluations += 1
        while trials < mostTrials {
            if !hasFallen(current) || (trials > 1 && current.value >= previous.value) {
                return try narrow(previous, current, evaluate)
            }
            if isFlat(current) { return current }
            if current.slope >= 0 { return try narrow(previous, current, evaluate) }
            let bounds = current.step + 0.01 * (current.step - previous.step)...current.step * 10
            let next = Self.cubicMinimum(previous, current, within: bounds)
            previous = current
            current = try evaluate(next)
            evaluations += 1
            trials += 1
        }
        return try narrow(start, current, evaluate)
    }

    /// Narrows a bracket that holds a point.
    private mutating func narrow(
        _ first: Point, _ second: Point, _ evaluate: (Double) throws -> Point
    ) rethrows -> Point {
        var bracket = [first, second]
        var low = first.value <= second.value ? 0 : 1
        var wasSlow = false
        while trials < mostTrials, abs(bracket[1].step - bracket[0].step) * reach >= tolerance {
            let (least, most) = (min(bracket[0].step, bracket[1].step), max(bracket[0].step, bracket[1].step))
            var step = Self.cubicMinimum(bracket[0], bracket[1], within: least...most)
            // Near an end of the bracket twice, or at it: a tenth of the bracket inwards.
            let margin = 0.1 * (most - least)
            let isSlow = min(most - step, step - least) < margin
            let isMoved = isSlow && (wasSlow || step >= most || step <= least)
            if isMoved { step = abs(step - most) < abs(step - least) ? most - margin : least + margin }
            wasSlow = isSlow && !isMoved
            let point = try evaluate(step)
            evaluations += 1
            trials += 1
            guard hasFallen(point), point.value < bracket[low].value else {
                bracket[1 - low] = point
                low = bracket[0].value <= bracket[1].value ? 0 : 1
                continue
            }
            let isFound = isFlat(point)
            if !isFound, point.slope * (bracket[1 - low].step - bracket[low].step) >= 0 {
                bracket[1 - low] = bracket[low]
            }
            bracket[low] = point
            if isFound { break }
        }
        return bracket[low]
    }

    private func hasFallen(_ point: Point) -> Bool {
        point.value <= start.value + decrease * point.step * start.slope
    }

    private func isFlat(_ point: Point) -> Bool { abs(point.slope) <= -flatness * start.slope }

    /// Where the cubic through two points, with their slopes, is least; the middle of the bounds where it has no minimum.
    private static func cubicMinimum(_ a: Point, _ b: Point, within bounds: ClosedRange<Double>) -> Double {
        let (left, right) = a.step <= b.step ? (a, b) : (b, a)
        let mean = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step)
        let square = mean * mean - a.slope * b.slope
        guard square >= 0 else { return (bounds.lowerBound + bounds.upperBound) / 2 }
        let root = square.squareRoot()
        let share = (right.slope + root - mean) / (right.slope - left.slope + 2 * root)
        let step = right.step - (right.step - left.step) * share
        guard step.isFinite else { return (bounds.lowerBound + bounds.upperBound) / 2 }
        return min(max(step, bounds.lowerBound), bounds.upperBound)
    }
}
