import Foundation

/// Weights of columns and a constant that explain labels, in double precision.
struct LinearFit {
    /// Each column: `[examples]`.
    let columns: [[Float]]
    /// `[examples]`.
    let labels: [Float]
    /// What each example counts; nil: the same.
    let weights: [Float]?
    /// Penalty on the squares of the columns' weights, per example; the constant has none.
    let ridge: Double

    /// Minimizes mean (y − w₀ − Σ w x)² + ridge · Σ w²: the columns' weights, then w₀.
    func leastSquares() -> [Double] {
        newton(from: [Double](repeating: 0, count: columns.count + 1), rounds: 1) { value, label in
            (value - label, 1)
        }
    }

    /// Minimizes the mean log-loss of logits w₀ + Σ w x, + ridge · Σ w² ∕ 2: the columns' weights, then w₀.
    ///
    /// It starts at the mean of the columns.
    func logistic() -> [Double] {
        let equal = [Double](repeating: 1 / Double(max(1, columns.count)), count: columns.count)
        return newton(from: equal + [0], rounds: 30) { value, label in
            let probability = 1 / (1 + exp(-value))
            return (probability - label, max(probability * (1 - probability), 1e-9))
        }
    }

    /// Newton's steps for a loss of w₀ + Σ w x whose first and second derivative in that number are given.
    private func newton(
        from start: [Double], rounds: Int, _ derivatives: (Double, Double) -> (Double, Double)
    ) -> [Double] {
        var result = start
        let width = columns.count + 1
        for _ in 0..<rounds {
            var hessian = SmallMatrix(width: width)
            var gradient = [Double](repeating: 0, count: width)
            var total = 0.0
            var x = [Double](repeating: 1, count: width)
            for row in labels.indices {
                for column in columns.indices { x[column] = Double(columns[column][row]) }
                let value = zip(result, x).reduce(0) { $0 + $1.0 * $1.1 }
                let (first, second) = derivatives(value, Double(labels[row]))
                let weight = Double(weights?[row] ?? 1)
                total += weight
                for i in 0..<width {
                    gradient[i] += weight * first * x[i]
                    for j in 0...i { hessian[i, j] += weight * second * x[i] * x[j] }
                }
            }
            for i in 0..<columns.count {
                hessian[i, i] += ridge * total
                gradient[i] += ridge * total * result[i]
            }
            for i in 0..<width { for j in 0..<i { hessian[j, i] = hessian[i, j] } }
            guard let inverse = hessian.symmetricInverse() else { return result }
            let step = inverse * gradient
            result = zip(result, step).map { $0 - $1 }
            if step.allSatisfy({ abs($0) < 1e-10 }) { break }
        }
        return result
    }
}
