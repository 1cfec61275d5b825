/// A ridge regression on vectors, with or without a bias: solved in double precision by Cholesky's decomposition of its
/// normal equations. One thread's own.
final class VectorRidge {
    private let factorCount: Int
    private let findsBias: Bool
    /// Number of unknowns: the bias, if any, in front of the factors.
    let width: Int
    /// Lower triangle of Σ x xᵀ, then of its decomposition: `[width, width]`.
    private let matrix: UnsafeMutablePointer<Double>
    /// Σ x y, then the solution.
    private let right: UnsafeMutablePointer<Double>
    private let features: UnsafeMutablePointer<Double>

    /// A regression without observations.
    init(factorCount: Int, findsBias: Bool) {
        self.factorCount = factorCount
        self.findsBias = findsBias
        width = factorCount + (findsBias ? 1 : 0)
        matrix = .allocate(capacity: width * width)
        right = .allocate(capacity: width)
        features = .allocate(capacity: width)
        features.initialize(repeating: 1, count: width)
        matrix.initialize(repeating: 0, count: width * width)
        right.initialize(repeating: 0, count: width)
    }

    deinit {
        matrix.deallocate()
        right.deallocate()
        features.deallocate()
    }

    /// Forgets all observations.
    func clear() {
        matrix.update(repeating: 0, count: width * width)
        right.update(repeating: 0, count: width)
    }

    /// Adds an observation: the factors, and what bias and factors are to make of them.
    func add<Scalar: BinaryFloatingPoint>(_ factors: UnsafePointer<Scalar>, target: Double) {
        let first = width - factorCount
        for factor in 0..<factorCount { features[first + factor] = Double(factors[factor]) }
        for row in 0..<width {
            let (scale, start) = (features[row], matrix + row * width)
            for column in 0...row { start[column] += scale * features[column] }
            right[row] += scale * target
        }
    }

    /// The unknowns that make squared errors plus penalties least: valid until the next call.
    /// - Parameters:
    ///   - biasPenalty: Weight of the bias' square.
    ///   - penalty: Weight of each factor's square.
    func solve(biasPenalty: Double = 0, penalty: Double) -> UnsafePointer<Double> {
        let first = width - factorCount
        for row in 0..<width { matrix[row * width + row] += row < first ? biasPenalty : penalty }
        for row in 0..<width {
            let own = matrix + row * width
            for column in 0...row {
                let other = matrix + column * width
                var value = own[column]
                for index in 0..<column { value -= own[index] * other[index] }
                if column < row {
                    own[column] = value * other[column]
                } else {
                    // The inverse of the diagonal; 0 leaves an unknown out that nothing determines.
                    own[row] = value > 1e-12 ? 1 / value.squareRoot() : 0
                }
            }
        }
        for row in 0..<width {
            for index in 0..<row { right[row] -= matrix[row * width + index] * right[index] }
            right[row] *= matrix[row * width + row]
        }
        for row in stride(from: width - 1, through: 0, by: -1) {
            for index in row + 1..<max(row + 1, width) { right[row] -= matrix[index * width + row] * right[index] }
            right[row] *= matrix[row * width + row]
        }
        return UnsafePointer(right)
    }
}
