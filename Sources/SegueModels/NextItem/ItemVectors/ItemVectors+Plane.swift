extension ItemVectors {
    /// The first numbers of each vector: of FISCL's, the part that item2vec learned.
    public func leading(_ count: Int) -> ItemVectors {
        precondition((1...dimension).contains(count), "not more numbers than there are")
        let rows = stride(from: 0, to: values.count, by: dimension)
        return ItemVectors(dimension: count, values: rows.flatMap { values[$0..<$0 + count] })
    }

    /// The vectors' positions on the plane along which they spread most: their first two principal components.
    ///
    /// By power iteration on the covariance matrix. The sign of a component is that which makes its largest loading positive.
    public func principalPlane() -> [(x: Double, y: Double)] {
        guard count > 0 else { return [] }
        var covariance = centeredCovariance()
        let first = Self.leadingEigenvector(&covariance)
        let second = Self.leadingEigenvector(&covariance)
        let means = means
        func project(_ row: Int, _ axis: [Double]) -> Double {
            (0..<dimension).reduce(0) { $0 + (Double(values[row * dimension + $1]) - means[$1]) * axis[$1] }
        }
        return (0..<count).map { (project($0, first), project($0, second)) }
    }

    private var means: [Double] {
        (0..<dimension).map { column in
            (0..<count).reduce(0) { $0 + Double(values[$1 * dimension + column]) } / Double(count)
        }
    }

    private func centeredCovariance() -> [[Double]] {
        let means = means
        var covariance = [[Double]](repeating: [Double](repeating: 0, count: dimension), count: dimension)
        for row in 0..<count {
            let centered = (0..<dimension).map { Double(values[row * dimension + $0]) - means[$0] }
            for left in 0..<dimension {
                for right in 0..<dimension {
                    covariance[left][right] += centered[left] * centered[right] / Double(count)
                }
            }
        }
        return covariance
    }

    /// The direction of greatest variance, which is then taken out of the matrix.
    private static func leadingEigenvector(_ matrix: inout [[Double]]) -> [Double] {
        let size = matrix.count
        // No direction is favored, and none is likely to be at right angles to all.
        var axis = (0..<size).map { 1 / Double($0 + 1).squareRoot() }
        var variance = 0.0
        for _ in 0..<500 {
            let image = matrix.map { row in zip(row, axis).reduce(0) { $0 + $1.0 * $1.1 } }
            variance = image.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard variance > 0 else { return [Double](repeating: 0, count: size) }
            axis = image.map { $0 / variance }
        }
        if let largest = axis.max(by: { abs($0) < abs($1) }), largest < 0 { axis = axis.map { -$0 } }
        for left in 0..<size {
            for right in 0..<size { matrix[left][right] -= variance * axis[left] * axis[right] }
        }
        return axis
    }
}
