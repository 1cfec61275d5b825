/// Weighted least squares with few columns in double precision: minimizes Σ wᵢ (b · xᵢ − yᵢ)² + Σ λ_c b_c² by the normal
/// equations.
struct LeastSquares {
    /// λ of each column.
    let ridge: [Double]
    private var products: SmallMatrix
    private var sums: [Double]

    init(ridge: [Double]) {
        self.ridge = ridge
        products = SmallMatrix(width: ridge.count)
        sums = [Double](repeating: 0, count: ridge.count)
    }

    /// Adds a row.
    mutating func add(_ row: [Double], label: Double, weight: Double) {
        for first in ridge.indices {
            sums[first] += weight * label * row[first]
            for second in 0...first { products[first, second] += weight * row[first] * row[second] }
        }
    }

    /// The minimum; zeros where columns without λ depend on each other.
    func solution() -> [Double] {
        var matrix = products
        for first in ridge.indices {
            matrix[first, first] += ridge[first]
            for second in 0..<first { matrix[second, first] = matrix[first, second] }
        }
        return matrix.symmetricInverse().map { $0 * sums } ?? sums.map { _ in 0 }
    }
}
