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
    /// One cycle (Smith and Topin 2018): cosine from `start` times the base rate, 1/25 by default, up to it in the first
    /// `rise` share of `steps`, then cosine down to `end` times it, 1/250,000 by default.
    case oneCycle(steps: Int, rise: Double, start: Double? = nil, end: Double? = nil)

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
        case .oneCycle(let steps, let rise, let start, let end):
            let cycle = Self.cycle(step: step, steps: steps, rise: rise)
            let low = base * (cycle.isRising ? start ?? 1 / 25 : end ?? 1 / 250_000)
            return low + (base - low) * cycle.height
        }
    }

    /// How near a step of a cycle is to its peak: 1 there, 0 at both ends; nil for other schedules.
    public func cycleHeight(step: Int) -> Double? {
        guard case .oneCycle(let steps, let rise, _, _) = self else { return nil }
        return Self.cycle(step: step, steps: steps, rise: rise).height
    }

    private static func cosine(from start: Double, to end: Double, fraction: Double) -> Double {
        end + (start - end) * (1 + cos(Double.pi * fraction)) / 2
    }

    private static func cycle(step: Int, steps: Int, rise: Double) -> (isRising: Bool, height: Double) {
        let (step, last) = (Double(step), Double(max(1, steps - 1)))
        let top = rise * Double(steps) - 1
        if step <= top { return (true, cosine(from: 0, to: 1, fraction: top > 0 ? step / top : 1)) }
        return (false, cosine(from: 1, to: 0, fraction: min(1, (step - top) / (last - top))))
    }
}
