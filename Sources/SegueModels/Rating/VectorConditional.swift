/// The normal distribution of one vector given its prior and its ratings: precision Λ + α Σ x xᵀ, mean its inverse times
/// Λ μ + α Σ x y (Eqs. 11 to 13). One thread's own.
final class VectorConditional {
    let width: Int
    /// Lower triangle of the precision, then of its decomposition with inverted diagonal.
    private let matrix: UnsafeMutablePointer<Double>
    /// The right-hand side, then the mean.
    let mean: UnsafeMutablePointer<Double>
    private let features: UnsafeMutablePointer<Double>

    init(width: Int) {
        self.width = width
        matrix = .allocate(capacity: width * width)
        mean = .allocate(capacity: width)
        features = .allocate(capacity: width)
        features.initialize(repeating: 1, count: width)
        matrix.initialize(repeating: 0, count: width * width)
        mean.initialize(repeating: 0, count: width)
    }

    deinit {
        matrix.deallocate()
        mean.deallocate()
        features.deallocate()
    }

    /// Begins with the prior.
    /// - Parameters:
    ///   - precision: Λ, `[width, width]`.
    ///   - pull: Λ μ.
    func reset(_ precision: UnsafePointer<Double>, pull: UnsafePointer<Double>) {
        matrix.update(from: precision, count: width * width)
        mean.update(from: pull, count: width)
    }

    /// Adds a rating: the other side's row, bias first, what it is to explain, and how precise it is.
    func add<Scalar: BinaryFloatingPoint>(_ other: UnsafePointer<Scalar>, target: Double, precision: Double) {
        for unit in 1..<width { features[unit] = Double(other[unit]) }
        let scaled = precision * (target - Double(other[0]))
        for row in 0..<width {
            let (weight, start) = (precision * features[row], matrix + row * width)
            for column in 0...row { start[column] += weight * features[column] }
            mean[row] += scaled * features[row]
        }
    }

    /// Makes the mean.
    func solve() {
        for row in 0..<width {
            let own = matrix + row * width
            for column in 0...row {
                let other = matrix + column * width
                var value = own[column]
                for index in 0..<column { value -= own[index] * other[index] }
                own[column] = column < row ? value * other[column] : 1 / max(value, 1e-12).squareRoot()
            }
        }
        for row in 0..<width {
            for index in 0..<row { mean[row] -= matrix[row * width + index] * mean[index] }
            mean[row] *= matrix[row * width + row]
        }
        backSubstitute(mean)
    }

    /// Turns standard normal numbers into the difference of a draw from the mean, once ``solve()`` was called.
    func color(_ noise: UnsafeMutablePointer<Double>) { backSubstitute(noise) }

    /// x ← L⁻ᵀ x.
    private func backSubstitute(_ x: UnsafeMutablePointer<Double>) {
        for row in stride(from: width - 1, through: 0, by: -1) {
            for index in row + 1..<max(row + 1, width) { x[row] -= matrix[index * width + row] * x[index] }
            x[row] *= matrix[row * width + row]
        }
    }
}
