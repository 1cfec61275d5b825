import SegueData

/// The normal distribution that all vectors of a side come from: mean μ and precision Λ.
struct VectorPrior: Equatable, Sendable {
    var mean: [Double]
    var precision: SmallMatrix

    /// Λ μ.
    var pull: [Double] { precision * mean }

    /// The Gaussian–Wishart distribution of μ and Λ given vectors, by its parameters (Eq. 14): μ₀ = 0, W₀ = I, ν₀ = width.
    struct Posterior: Equatable {
        var mean: [Double]
        /// Scale of the precision of μ: β₀ + N.
        var meanScale: Double
        /// W*⁻¹.
        var inverseScale: SmallMatrix
        var degrees: Double
    }

    /// Conditions on vectors.
    /// - Parameters:
    ///   - rows: `[count, width]`; those that `isPresent` leaves out do not count.
    ///   - meanScale: β₀.
    static func posterior(_ rows: [Double], width: Int, meanScale: Double, isPresent: (Int) -> Bool) -> Posterior {
        let present = (0..<rows.count / width).filter(isPresent)
        let count = Double(present.count)
        var mean = [Double](repeating: 0, count: width)
        for row in present { for unit in 0..<width { mean[unit] += rows[row * width + unit] } }
        for unit in 0..<width { mean[unit] /= max(1, count) }
        var scatter = SmallMatrix(width: width)
        for row in present {
            for unit in 0..<width {
                let difference = rows[row * width + unit] - mean[unit]
                for other in 0...unit {
                    scatter[unit, other] += difference * (rows[row * width + other] - mean[other])
                }
            }
        }
        let shift = meanScale * count / (meanScale + count)
        for unit in 0..<width {
            for other in 0...unit {
                scatter[unit, other] += (unit == other ? 1 : 0) + shift * mean[unit] * mean[other]
                scatter[other, unit] = scatter[unit, other]
            }
        }
        return Posterior(
            mean: mean.map { $0 * count / (meanScale + count) }, meanScale: meanScale + count, inverseScale: scatter,
            degrees: Double(width) + count)
    }
}

extension VectorPrior.Posterior {
    /// Draws Λ ~ Wishart(W*, ν*) by Bartlett's decomposition, then μ ~ N(μ*, (β* Λ)⁻¹); nil where numbers overflow.
    func draw(_ generator: inout SeededGenerator) -> VectorPrior? {
        let width = mean.count
        guard let scale = inverseScale.symmetricInverse()?.cholesky() else { return nil }
        var triangle = SmallMatrix(width: width)
        for row in 0..<width {
            triangle[row, row] = (2 * generator.gamma(shape: (degrees - Double(row)) / 2)).squareRoot()
            for column in 0..<row { triangle[row, column] = generator.normal() }
        }
        let root = scale * triangle
        let precision = root * root.transposed
        guard let lower = precision.cholesky() else { return nil }
        // (L Lᵀ)⁻¹ is the covariance of L⁻ᵀ z.
        let noise = lower.lowerInverse().transposed * (0..<width).map { _ in generator.normal() }
        return VectorPrior(
            mean: zip(mean, noise).map { $0 + $1 / meanScale.squareRoot() }, precision: precision)
    }
}
