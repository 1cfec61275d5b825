import Foundation

/// Logistic regression with few columns, fitted by Newton's method: minimizes Σ wᵢ (log(1 + e^zᵢ) − yᵢ zᵢ) + ½ λ |b|² with
/// zᵢ = b · xᵢ. The problem is convex, so that any program finds the same b.
struct LogisticFit {
    /// λ: keeps columns that are constant, or determine labels, finite.
    static let ridge = 1e-6

    let columnCount: Int
    /// `[rows, columnCount]`.
    private(set) var columns: [Double] = []
    private(set) var labels: [Double] = []
    private(set) var weights: [Double] = []

    init(columnCount: Int) { self.columnCount = columnCount }

    /// Adds a row.
    mutating func add(_ row: [Double], label: Double, weight: Double) {
        columns += row
        labels.append(label)
        weights.append(weight)
    }

    /// The minimum, the first column taken to be constant 1: where one label does not occur, it alone is not 0, with half a
    /// row of each label added.
    func solution() -> [Double] {
        var coefficients = [Double](repeating: 0, count: columnCount)
        let total = weights.reduce(0, +)
        let positive = zip(labels, weights).reduce(0) { $0 + $1.0 * $1.1 }
        coefficients[0] = log((positive + 0.5) / (total - positive + 0.5))
        guard positive > 0, positive < total else { return coefficients }
        var loss = self.loss(coefficients)
        for _ in 0..<100 {
            let (gradient, curvature) = derivatives(coefficients)
            guard let inverse = curvature.symmetricInverse() else { break }
            let step = inverse * gradient
            var (scale, next, nextLoss) = (1.0, coefficients, Double.infinity)
            repeat {
                next = zip(coefficients, step).map { $0 - scale * $1 }
                nextLoss = self.loss(next)
                scale /= 2
            } while !(nextLoss <= loss) && scale > 1e-9
            guard nextLoss <= loss else { break }
            let change = zip(coefficients, next).map { abs($0 - $1) }.max() ?? 0
            (coefficients, loss) = (next, nextLoss)
            if change < 1e-10 { break }
        }
        return coefficients
    }

    private func logit(_ row: Int, _ coefficients: [Double]) -> Double {
        var sum = 0.0
        for column in 0..<columnCount { sum += columns[row * columnCount + column] * coefficients[column] }
        return sum
    }

    private func loss(_ coefficients: [Double]) -> Double {
        var sum = coefficients.reduce(0) { $0 + $1 * $1 } * Self.ridge / 2
        for row in labels.indices {
            let z = logit(row, coefficients)
            let softplus = max(z, 0) + log(1 + exp(-abs(z)))
            sum += weights[row] * (softplus - labels[row] * z)
        }
        return sum
    }

    private func derivatives(_ coefficients: [Double]) -> (gradient: [Double], curvature: SmallMatrix) {
        var gradient = coefficients.map { $0 * Self.ridge }
        var curvature = SmallMatrix(width: columnCount)
        for column in 0..<columnCount { curvature[column, column] = Self.ridge }
        for row in labels.indices {
            let probability = 1 / (1 + exp(-logit(row, coefficients)))
            let start = row * columnCount
            let slope = weights[row] * probability * (1 - probability)
            for first in 0..<columnCount {
                gradient[first] += weights[row] * (probability - labels[row]) * columns[start + first]
                for second in 0...first {
                    curvature[first, second] += slope * columns[start + first] * columns[start + second]
                }
            }
        }
        for first in 0..<columnCount { for second in 0..<first { curvature[second, first] = curvature[first, second] } }
        return (gradient, curvature)
    }
}
