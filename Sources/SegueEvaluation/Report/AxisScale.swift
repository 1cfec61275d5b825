#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A linear axis with ticks at round numbers.
struct AxisScale: Equatable {
    /// Where the axis begins.
    let lower: Double
    /// Where it ends; greater than where it begins.
    let upper: Double
    /// The ticks, rising, at 1, 2 or 5 times a power of ten apart.
    let ticks: [Double]
    /// Decimals that tell the ticks apart.
    let decimals: Int

    /// An axis that holds all finite values, with about `tickCount` ticks.
    ///
    /// - Parameters:
    ///   - values: What must have room; values that are not finite are left out.
    ///   - tickCount: How many steps the axis should have, roughly.
    ///   - wholeNumbers: Whether ticks stand at whole numbers only.
    ///   - tight: Whether the axis ends at the outermost values rather than at the ticks around them.
    init(covering values: [Double], tickCount: Int, wholeNumbers: Bool = false, tight: Bool = false) {
        let finite = values.filter { $0.isFinite && abs($0) < 1e15 }
        var lower = finite.min() ?? 0
        var upper = finite.max() ?? 1
        if upper - lower <= abs(upper) * 1e-12 {
            let margin = wholeNumbers ? 1 : max(abs(upper) * 0.1, 1e-6)
            lower -= margin
            upper += margin
        }
        var step = Self.roundStep((upper - lower) / Double(max(1, tickCount)))
        if wholeNumbers { step = max(1, step) }
        let first = (lower / step).rounded(tight ? .up : .down)
        let last = (upper / step).rounded(tight ? .down : .up)
        ticks = stride(from: first, through: last, by: 1).map { $0 * step }
        self.lower = tight ? lower : first * step
        self.upper = tight ? upper : last * step
        decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    }

    /// Where a value stands on the axis: 0 at its beginning, 1 at its end.
    func position(of value: Double) -> Double {
        (value - lower) / (upper - lower)
    }

    /// The number at a tick, with as many decimals as all ticks have.
    func label(of tick: Double) -> String { NumberText.fixed(tick, decimals: decimals) }

    private static func roundStep(_ step: Double) -> Double {
        let power = pow(10, log10(step).rounded(.down))
        let digit = step / power
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10)
    }
}
