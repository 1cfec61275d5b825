/// Logarithm and exponential that give the same bits on every platform, for generated data and seeded numbers.
///
/// C libraries round these functions differently in the last place. Here only operations are used that IEEE 754 rounds
/// exactly. The results are within a few units in the last place.
enum PortableMath {
    private static let logarithmOfTwo = 0.6931471805599453

    /// ln x of a positive normal number, by the series of artanh on [√½, √2].
    static func logarithm(_ x: Double) -> Double {
        var exponent = x.exponent
        var significand = x.significand
        if significand > 1.4142135623730951 {
            significand /= 2
            exponent += 1
        }
        let ratio = (significand - 1) / (significand + 1)
        let square = ratio * ratio
        var series = 0.0
        for power in stride(from: 25, through: 1, by: -2) {
            series = series * square + 1 / Double(power)
        }
        return Double(exponent) * logarithmOfTwo + 2 * ratio * series
    }

    /// eˣ, for |x| up to 700, by Taylor's series on [−½ ln 2, ½ ln 2].
    static func exponential(_ x: Double) -> Double {
        let bounded = min(max(x, -700), 700)
        let exponent = (bounded / logarithmOfTwo).rounded()
        let rest = bounded - exponent * logarithmOfTwo
        var series = 1.0
        for term in stride(from: 18, through: 1, by: -1) {
            series = 1 + series * rest / Double(term)
        }
        return Double(sign: .plus, exponent: Int(exponent), significand: series)
    }

    /// A positive normal number to a power; 1 for the exponent 0.
    static func power(_ base: Double, _ exponent: Double) -> Double {
        exponential(exponent * logarithm(base))
    }
}
