import Foundation

extension BlendScale {
    /// Scales one row of scores in place.
    func apply(to row: UnsafeMutableBufferPointer<Float>) {
        switch self {
        case .none: return
        case .standardized: Self.standardize(row)
        case .logProbability: Self.normalize(row)
        case .logarithm: Self.takeLogarithms(row)
        }
    }

    /// s ∕ sd(row); a row of equal scores is left alone.
    private static func standardize(_ row: UnsafeMutableBufferPointer<Float>) {
        var (sum, squares) = (0.0, 0.0)
        for score in row {
            sum += Double(score)
            squares += Double(score) * Double(score)
        }
        let mean = sum / Double(max(1, row.count))
        let deviation = (squares / Double(max(1, row.count)) - mean * mean).squareRoot()
        guard deviation > 0, (1 / deviation).isFinite else { return }
        let factor = Float(1 / deviation)
        for item in row.indices { row[item] *= factor }
    }

    /// s − ln Σ exp s.
    private static func normalize(_ row: UnsafeMutableBufferPointer<Float>) {
        guard let largest = row.max() else { return }
        let sum = row.reduce(0.0) { $0 + Double(exp($1 - largest)) }
        let shift = largest + Float(log(sum))
        for item in row.indices { row[item] -= shift }
    }

    /// ln(max(s, 0) + m ∕ 1000).
    private static func takeLogarithms(_ row: UnsafeMutableBufferPointer<Float>) {
        guard let largest = row.max(), largest > 0 else { return row.update(repeating: 0) }
        let least = largest / 1000
        for item in row.indices { row[item] = log(max(row[item], 0) + least) }
    }
}
