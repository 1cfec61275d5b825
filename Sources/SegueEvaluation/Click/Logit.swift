#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The logarithm of a click's odds, as a model gives it, with what follows from it without loss of digits.
struct Logit {
    let value: Double

    /// The probability of a click, 1 / (1 + e^−z).
    var probability: Double {
        guard value < 0 else { return 1 / (1 + exp(-value)) }
        let odds = exp(value)
        return odds / (1 + odds)
    }

    /// The negative log-likelihood of a label for the probability clipped to a distance from 0 and 1: log(1 + e^z), with
    /// −z for z where there is a click, so that nothing is subtracted.
    func loss(isClick: Bool, margin: Double) -> Double {
        let bound = margin > 0 ? log((1 - margin) / margin) : .infinity
        let against = min(max(isClick ? -value : value, -bound), bound)
        return max(against, 0) + log1p(exp(-abs(against)))
    }
}
