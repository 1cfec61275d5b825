import Foundation

/// How much an AUC over all rows, or the difference of two, would vary with other users.
///
/// The AUC is a mean over pairs, so that its distance from the true one is, but for terms of higher order, a sum over
/// rows: (V(i) − θ) ∕ P for each of P clicks, with V(i) the share of the other rows that it beats, and (V(j) − θ) ∕ N for each
/// of N other rows, with V(j) the share of clicks that beat it (DeLong, DeLong and Clarke-Pearson, Biometrics 1988). Rows of one
/// user depend on one another and are added up first; with K users the variance is K ∕ (K − 1) Σ φ_k² (Obuchowski, Biometrics
/// 1997). That of a difference of two models is of φ_k − φ′_k. Where each row has a user of its own this is DeLong's.
public struct AUCVariance: Sendable, Equatable {
    /// The AUC, θ.
    public let auc: Double
    /// φ: what each user adds, `[users]`.
    public let parts: [Double]

    /// The standard error; nil for fewer than two users.
    public var standardError: Double? { Self.spread(of: parts) }

    /// The interval of a confidence by the normal distribution, within 0…1; nil for fewer than two users.
    public func interval(confidence: Double) -> ConfidenceInterval? {
        standardError.map { error in
            let half = Self.quantile((1 + confidence) / 2) * error
            return ConfidenceInterval(lower: max(0, auc - half), upper: min(1, auc + half), confidence: confidence)
        }
    }

    /// The difference from another model on the same rows: its interval and the two-sided p-value. nil for fewer than two users,
    /// or other users. Two models that differ nowhere have p = 1.
    func difference(from other: AUCVariance, confidence: Double) -> (interval: ConfidenceInterval, pValue: Double)? {
        guard parts.count == other.parts.count,
            let error = Self.spread(of: zip(parts, other.parts).map { $0 - $1 })
        else { return nil }
        let (difference, half) = (auc - other.auc, Self.quantile((1 + confidence) / 2) * error)
        let interval = ConfidenceInterval(
            lower: difference - half, upper: difference + half, confidence: confidence)
        guard error > 0 else { return (interval, difference == 0 ? 1 : 0) }
        return (interval, erfc(abs(difference) / error / 2.0.squareRoot()))
    }

    /// The mean over several runs on the same rows; nil for none, or other users.
    static func mean(of runs: [AUCVariance]) -> AUCVariance? {
        guard let first = runs.first, runs.allSatisfy({ $0.parts.count == first.parts.count }) else { return nil }
        let count = Double(runs.count)
        return AUCVariance(
            auc: runs.reduce(0) { $0 + $1.auc } / count,
            parts: first.parts.indices.map { index in runs.reduce(0) { $0 + $1.parts[index] } / count })
    }

    private static func spread(of parts: [Double]) -> Double? {
        guard parts.count > 1 else { return nil }
        let count = Double(parts.count)
        return (count / (count - 1) * parts.reduce(0) { $0 + $1 * $1 }).squareRoot()
    }

    /// The quantile of the standard normal distribution above one half, by halving.
    private static func quantile(_ probability: Double) -> Double {
        var (low, high) = (0.0, 40.0)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if erfc(middle / 2.0.squareRoot()) / 2 > 1 - probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
