import Foundation
import SegueData

/// The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization",
/// NeurIPS 2011, §4).
///
/// The points tried are parted into the best γ n of them and the rest, and a density is estimated for either: l(x) and g(x).
/// The expected improvement over the part's border grows with l(x) / g(x) (their eq. 3); of some points drawn from l the one
/// of the greatest ratio is tried next. The first trials are random.
///
/// The paper estimates each setting by itself. With ``isMultivariate`` all of them make one density, so that settings which
/// are good only together are drawn together (Falkner, Klein and Hutter, "BOHB", ICML 2018, §3.2; Watanabe, "Tree-structured
/// Parzen estimator", arXiv 2304.11127). The paper has γ = 0.15 and says little of its rounding; here the good part has
/// ⌈γ n⌉ points, at most ``largestGoodCount``, which count k, k − 1, … 1 from the best on: weights by improvement, of which
/// Watanabe finds that they help, without the values' scale.
///
/// A tenth of the draws stay random, as in BOHB: a choice that was seen with bad companions alone would otherwise not be tried again.
public struct TPESampler: TrialSampler {
    /// Trials drawn uniformly before the first density is estimated.
    public var startupTrials: Int
    /// Points drawn from l(x), of which one is tried.
    public var candidateCount: Int
    /// Whether settings are drawn together.
    public var isMultivariate: Bool
    /// Share of the trials that are good.
    public var goodShare = 0.15
    /// Share of the draws after the first that are uniform.
    public var randomShare = 0.1
    /// The largest number of good ones.
    public var largestGoodCount = 25

    /// A sampler.
    public init(startupTrials: Int = 10, candidateCount: Int = 24, isMultivariate: Bool = true) {
        self.startupTrials = startupTrials
        self.candidateCount = candidateCount
        self.isMultivariate = isMultivariate
    }

    /// The point of the greatest l(x) / g(x) among the candidates.
    public func draw(in space: SearchSpace, after ranked: [[Double]], generator: inout SeededGenerator) -> [Double] {
        guard ranked.count >= max(2, startupTrials), generator.uniform() >= randomShare else {
            return RandomSampler().draw(in: space, after: ranked, generator: &generator)
        }
        let sides = Array(0..<space.dimension)
        guard !isMultivariate else { return draw(sides, in: space, after: ranked, generator: &generator) }
        return sides.flatMap { draw([$0], in: space, after: ranked, generator: &generator) }
    }

    private func draw(
        _ sides: [Int], in space: SearchSpace, after ranked: [[Double]], generator: inout SeededGenerator
    ) -> [Double] {
        let points = ranked.map { point in sides.map { point[$0] } }
        let goodCount = min(Int((goodShare * Double(points.count)).rounded(.up)), largestGoodCount)
        let ranges = sides.map { space.ranges[$0] }
        let width = isMultivariate ? ParzenEstimator.Width.scott : .neighbors
        let good = ParzenEstimator(
            Array(points.prefix(goodCount)), ranges: ranges, width: width,
            weights: (0..<goodCount).map { Double(goodCount - $0) })
        let bad = ParzenEstimator(Array(points.dropFirst(goodCount)), ranges: ranges, width: width)
        var best = good.draw(&generator)
        var greatest = good.logDensity(best) - bad.logDensity(best)
        for _ in 1..<max(2, candidateCount) {
            let candidate = good.draw(&generator)
            let ratio = good.logDensity(candidate) - bad.logDensity(candidate)
            if ratio > greatest { (best, greatest) = (candidate, ratio) }
        }
        return best
    }
}
