import SegueData

/// A regression tree over the unit cube (Breiman, Friedman, Olshen and Stone 1984): boxes, each with the mean of the values in
/// it, parted where that lowers the sum of squares most.
struct RegressionTree {
    /// A part of the cube.
    struct Box {
        /// Where it begins on each side.
        var lower: [Double]
        /// Where it ends on each side.
        var upper: [Double]
        /// The mean of the values in it.
        var value = 0.0

        /// The size of the box, some side left out.
        func volume(without side: Int? = nil) -> Double {
            lower.indices.reduce(1) { $1 == side ? $0 : $0 * (upper[$1] - lower[$1]) }
        }
    }

    /// The boxes, which fill the cube.
    private(set) var boxes: [Box] = []

    /// No box holds fewer values.
    private static let leastCount = 2

    /// - Parameters:
    ///   - points: At least one.
    ///   - values: One a point.
    init(_ points: [[Double]], _ values: [Double]) {
        guard let dimension = points.first?.count else { return }
        let cube = Box(
            lower: [Double](repeating: 0, count: dimension), upper: [Double](repeating: 1, count: dimension))
        grow(cube, Array(points.indices), points, values)
    }

    private mutating func grow(_ box: Box, _ rows: [Int], _ points: [[Double]], _ values: [Double]) {
        guard let split = Self.bestSplit(rows, points, values) else {
            var leaf = box
            leaf.value = rows.reduce(0) { $0 + values[$1] } / Double(rows.count)
            return boxes.append(leaf)
        }
        var (left, right) = (box, box)
        left.upper[split.side] = split.border
        right.lower[split.side] = split.border
        grow(left, rows.filter { points[$0][split.side] <= split.border }, points, values)
        grow(right, rows.filter { points[$0][split.side] > split.border }, points, values)
    }

    /// The border, in the middle between two values of a side, that lowers the sum of squares most; nil where none does.
    private static func bestSplit(
        _ rows: [Int], _ points: [[Double]], _ values: [Double]
    ) -> (side: Int, border: Double)? {
        guard rows.count >= 2 * leastCount, let dimension = points.first?.count else { return nil }
        let total = rows.reduce(0) { $0 + values[$1] }
        // The sum of squares falls by Σ (sum of a part)² / its count, less that of the whole.
        var best: (gain: Double, side: Int, border: Double)?
        for side in 0..<dimension {
            let sorted = rows.sorted { points[$0][side] < points[$1][side] }
            var sum = 0.0
            for index in 0..<(sorted.count - leastCount) {
                sum += values[sorted[index]]
                let (here, next) = (points[sorted[index]][side], points[sorted[index + 1]][side])
                guard index + 1 >= leastCount, here < next else { continue }
                let (left, right) = (Double(index + 1), Double(sorted.count - index - 1))
                let gain = sum * sum / left + (total - sum) * (total - sum) / right - total * total / (left + right)
                if gain > (best?.gain ?? 1e-12) { best = (gain, side, (here + next) / 2) }
            }
        }
        return best.map { ($0.side, $0.border) }
    }

    /// The variance of the tree's function over the cube, and the part of it that each side alone makes.
    ///
    /// With f̄ the mean over the cube and aⱼ(x) the mean over all points whose side j is x, the parts are V = ∫ (f − f̄)² and
    /// Vⱼ = ∫ (aⱼ(x) − f̄)² dx (Hutter, Hoos and Leyton-Brown, ICML 2014, §3): sums over boxes, for both are constant in pieces.
    var variances: (total: Double, sides: [Double]) {
        let mean = boxes.reduce(0) { $0 + $1.volume() * $1.value }
        let total = boxes.reduce(0) { $0 + $1.volume() * ($1.value - mean) * ($1.value - mean) }
        let dimension = boxes.first?.lower.count ?? 0
        let sides = (0..<dimension).map { side -> Double in
            let borders = Set(boxes.flatMap { [$0.lower[side], $0.upper[side]] }).sorted()
            return zip(borders, borders.dropFirst()).reduce(0) { sum, piece in
                let marginal = boxes.reduce(0) { marginal, box in
                    let holds = box.lower[side] <= piece.0 && box.upper[side] >= piece.1
                    return holds ? marginal + box.volume(without: side) * box.value : marginal
                }
                return sum + (piece.1 - piece.0) * (marginal - mean) * (marginal - mean)
            }
        }
        return (total, sides)
    }
}
