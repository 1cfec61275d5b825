import SegueData

/// Fisher's paired randomization (sign-flip) test of the hypothesis that two models are exchangeable.
///
/// Under it, each user's difference could as well have the other sign. The p-value is the share of sign patterns whose
/// mean difference is at least as far from 0 as the one measured (two-sided). Unlike Student's t it assumes no
/// distribution, and unlike Wilcoxon's it tests the very mean that is reported; retrieval research recommends it
/// (Smucker, Allan & Carterette, CIKM 2007). For up to ``exactLimit`` users who differ all patterns are enumerated;
/// beyond, `permutations` random ones are drawn and p = (1 + hits) / (1 + permutations), which is never 0 and never too
/// small on average.
public struct PairedRandomizationTest: Codable, Sendable, Equatable {
    /// Number of random sign patterns, 100 … 10,000,000. Default 10,000.
    public var permutations = 10_000

    /// Seed of the random patterns.
    public var seed: UInt64 = 1

    /// Up to this many differences that are not 0 every pattern is counted.
    public static let exactLimit = 20

    /// The defaults.
    public init() {}

    /// Checks every field.
    ///
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``.
    public func validate() throws {
        guard (100...10_000_000).contains(permutations) else {
            throw EvaluationError.invalidOption(
                field: "significance.permutations", problem: "\(permutations) is outside 100 … 10,000,000")
        }
    }

    /// The two-sided p-value of paired differences.
    ///
    /// For an average per user give the differences of the users' means, for one per event those of the users' sums:
    /// the number of events being fixed, both averages are proportional to the sum of what is given.
    ///
    /// - Returns: nil for no differences; 1 if all are 0.
    public func pValue(of differences: [Double]) -> Double? {
        guard !differences.isEmpty else { return nil }
        let moving = differences.filter { $0 != 0 }
        guard !moving.isEmpty else { return 1 }
        return moving.count <= Self.exactLimit ? exactPValue(of: moving) : sampledPValue(of: moving)
    }

    /// Sums within this distance of the measured one are the same sum computed in another order.
    private func tolerance(of differences: [Double]) -> Double {
        1e-12 * differences.reduce(0) { $0 + abs($1) }
    }

    private func exactPValue(of differences: [Double]) -> Double {
        let half = differences.count / 2
        let left = Self.signedSums(of: differences[..<half])
        let right = Self.signedSums(of: differences[half...])
        let bound = abs(differences.reduce(0, +)) - tolerance(of: differences)
        var hits = 0
        for first in left {
            for second in right where abs(first + second) >= bound { hits += 1 }
        }
        return Double(hits) / Double(left.count * right.count)
    }

    /// The sums under all 2ⁿ sign patterns.
    private static func signedSums(of differences: ArraySlice<Double>) -> [Double] {
        differences.reduce(into: [0]) { sums, difference in
            sums = sums.map { $0 + difference } + sums.map { $0 - difference }
        }
    }

    private func sampledPValue(of differences: [Double]) -> Double {
        let total = differences.reduce(0, +)
        let bound = abs(total) - tolerance(of: differences)
        var generator = SeededGenerator(seed: seed)
        var hits = 0
        for _ in 0..<permutations {
            let flipped = Self.randomSubsetSum(of: differences, generator: &generator)
            if abs(total - 2 * flipped) >= bound { hits += 1 }
        }
        return Double(1 + hits) / Double(1 + permutations)
    }

    /// The sum of a random half of the differences: those whose sign a pattern flips. One draw serves 64 of them.
    private static func randomSubsetSum(of differences: [Double], generator: inout SeededGenerator) -> Double {
        var sum = 0.0
        var start = 0
        while start < differences.count {
            var bits = generator.next()
            for index in start..<min(start + UInt64.bitWidth, differences.count) {
                sum += differences[index] * Double(bits & 1)
                bits >>= 1
            }
            start += UInt64.bitWidth
        }
        return sum
    }
}
