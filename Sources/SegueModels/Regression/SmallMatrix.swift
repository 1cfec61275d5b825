/// A small square matrix in double precision, row after row: what sampling a Wishart distribution takes.
struct SmallMatrix: Equatable, Sendable {
    let width: Int
    /// `[width, width]`.
    var values: [Double]

    /// Zeros.
    init(width: Int) { self.init(width: width, values: [Double](repeating: 0, count: width * width)) }

    init(width: Int, values: [Double]) {
        precondition(values.count == width * width, "a square matrix")
        self.width = width
        self.values = values
    }

    subscript(row: Int, column: Int) -> Double {
        get { values[row * width + column] }
        set { values[row * width + column] = newValue }
    }

    /// The lower triangle L with L Lᵀ = the matrix, which must be symmetric and positive definite; nil if it is not.
    func cholesky() -> SmallMatrix? {
        var lower = SmallMatrix(width: width)
        for row in 0..<width {
            for column in 0...row {
                var value = self[row, column]
                for index in 0..<column { value -= lower[row, index] * lower[column, index] }
                if column < row {
                    lower[row, column] = value / lower[column, column]
                } else {
                    guard value > 0, value.isFinite else { return nil }
                    lower[row, row] = value.squareRoot()
                }
            }
        }
        return lower
    }

    /// The inverse of a lower triangle.
    func lowerInverse() -> SmallMatrix {
        var inverse = SmallMatrix(width: width)
        for column in 0..<width {
            for row in column..<width {
                var value = row == column ? 1.0 : 0
                for index in column..<row { value -= self[row, index] * inverse[index, column] }
                inverse[row, column] = value / self[row, row]
            }
        }
        return inverse
    }

    /// The inverse of a symmetric positive definite matrix; nil if it is not.
    func symmetricInverse() -> SmallMatrix? {
        cholesky().map { lower in
            let inverse = lower.lowerInverse()
            return inverse.transposed * inverse
        }
    }

    var transposed: SmallMatrix {
        var result = self
        for row in 0..<width { for column in 0..<width { result[column, row] = self[row, column] } }
        return result
    }

    static func * (left: SmallMatrix, right: SmallMatrix) -> SmallMatrix {
        var result = SmallMatrix(width: left.width)
        for row in 0..<left.width {
            for index in 0..<left.width {
                let scale = left[row, index]
                for column in 0..<left.width { result[row, column] += scale * right[index, column] }
            }
        }
        return result
    }

    static func * (left: SmallMatrix, right: [Double]) -> [Double] {
        (0..<left.width).map { row in right.indices.reduce(0) { $0 + left[row, $1] * right[$1] } }
    }
}
