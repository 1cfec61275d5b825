import Foundation

/// Learning rate as a function of the step alone, so that a resumed run needs nothing but its step count.
public enum LearningRateSchedule: Codable, Sendable, Equatable {
    /// The base rate throughout.
    case constant
    /// The base rate times `factor` for each `every` steps done.
    case step(every: Int, factor: Double)
    /// The base rate times `factor` to the number of steps done.
    case exponential(factor: Double)
    /// Half a cosine from the base rate down to `minimum` over `steps`, then `minimum`.
    case cosine(steps: Int, minimum: Double)
    /// Linear from `start` times the base rate up to it over `steps`, then constant.
    case warmUp(steps: Int, start: Double)
    /// One cycle (Smith and Topin 2018): cosine from `base / 25` up to the base rate in the first `rise` share of
    /// `steps`, then cosine down to `base / 250,000`.
    case oneCycle(steps: Int, rise: Double)

    /// The rate of a step, counted from 0.
    public func rate(base: Double, step: Int) -> Double {
        switch self {
        case .constant:
            return base
        case .step(let every, let factor):
            return base * pow(factor, Double(step / max(1, every)))
        case .exponential(let factor):
            return base * pow(factor, Double(step))
        case .cosine(let steps, let minimum):
            return Self.cosine(from: base, to: minimum, fraction: Double(min(step, steps)) / Double(max(1, steps)))
        case .warmUp(let steps, let start):
            guard step < steps else { return base }
            return base * (start + (1 - start) * Double(step) / Double(steps))
        case .oneCycle(let steps, let rise):
            let last = Double(max(1, steps - 1))
            return Self.oneCycle(base: base, step: Double(step), last: last, rise: rise, steps: steps)
        }
    }

    private static func cosine(from start: Double, to end: Double, fraction: Double) -> Double {
        end + (start - end) * (1 + cos(Double.pi * fraction)) / 2
    }

    private static func oneCycle(base: Double, step: Double, last: Double, rise: Double, steps: Int) -> Double {
        let initial = base / 25
        let top = rise * Double(steps) - 1
        if step <= top { return cosine(from: initial, to: base, fraction: top > 0 ? step / top : 1) }
        return cosine(from: base, to: initial / 10_000, fraction: min(1, (step - top) / (last - top)))
    }
}
