import Foundation
import SegueData

/// A density over the unit cube, or some of its sides: the mean of a kernel around each of n points and of the uniform density.
///
///     p(x) = (1 + Σᵢ wᵢ Πⱼ kⱼ(xⱼ; cᵢⱼ)) / (n + 1),  Σᵢ wᵢ = n
///
/// A number's kernel is a normal density around the point, cut off at 0 and 1; a choice's gives its own value most of the
/// weight and spreads the rest over all of them (Aitchison and Aitken 1976). Sides that are whole count as if they were
/// continuous.
struct ParzenEstimator {
    /// How wide kernels are.
    enum Width {
        /// The distance to the farther of the two neighbors on that side, as Bergstra et al. (2011) have it.
        case neighbors
        /// Scott's rule over all sides: the points' standard deviation · n^(−1/(d + 4)).
        case scott
    }

    /// What a choice's kernel spreads over all choices.
    static let spread = 0.2
    /// No kernel is narrower than the cube's side divided by this, or by n + 1 where that is less.
    private static let finest = 100.0

    private let choices: [Int?]
    private let centers: [[Double]]
    private let widths: [[Double]]
    private let weights: [Double]

    /// - Parameters:
    ///   - points: The points, in coordinates of the sides looked at.
    ///   - ranges: The ranges of these sides.
    ///   - width: How wide kernels are.
    ///   - weights: What points count in relation to each other; nil for the same.
    init(_ points: [[Double]], ranges: [SettingRange], width: Width, weights: [Double]? = nil) {
        let raw = weights ?? points.map { _ in 1 }
        let sum = raw.reduce(0, +)
        self.weights = raw.map { $0 * Double(points.count) / sum }
        choices = ranges.map(\.choiceCount)
        centers = points
        let sides = ranges.indices.map { side in
            let coordinates = points.map { $0[side] }
            let least = max(1 / min(Self.finest, Double(points.count + 1)), ranges[side].grain / 2)
            return switch width {
            case .neighbors: Self.neighborWidths(coordinates, least: least)
            case .scott: Self.scottWidths(coordinates, dimension: ranges.count, least: least)
            }
        }
        widths = points.indices.map { point in sides.map { $0[point] } }
    }

    private static func neighborWidths(_ coordinates: [Double], least: Double) -> [Double] {
        let order = coordinates.indices.sorted { (coordinates[$0], $0) < (coordinates[$1], $1) }
        var widths = [Double](repeating: 0, count: coordinates.count)
        for (rank, index) in order.enumerated() {
            let left = rank > 0 ? coordinates[order[rank - 1]] : 0
            let right = rank + 1 < order.count ? coordinates[order[rank + 1]] : 1
            widths[index] = min(max(coordinates[index] - left, right - coordinates[index], least), 1)
        }
        return widths
    }

    private static func scottWidths(_ coordinates: [Double], dimension: Int, least: Double) -> [Double] {
        let count = Double(max(1, coordinates.count))
        let mean = coordinates.reduce(0, +) / count
        let variance = coordinates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
        let width = variance.squareRoot() * pow(count, -1 / Double(dimension + 4))
        return [Double](repeating: min(max(width, least), 1), count: coordinates.count)
    }

    /// A point of this density.
    func draw(_ generator: inout SeededGenerator) -> [Double] {
        var mark = generator.uniform() * Double(centers.count + 1)
        let component = weights.firstIndex { weight in
            mark -= weight
            return mark < 0
        }
        return choices.indices.map { side in
            guard let component else { return generator.uniform() }
            let center = centers[component][side]
            if choices[side] != nil { return generator.uniform() < Self.spread ? generator.uniform() : center }
            // At least three in ten lie inside, for the center does and no kernel is wider than the side.
            while true {
                let drawn = center + widths[component][side] * generator.normal()
                if (0...1).contains(drawn) { return drawn }
            }
        }
    }

    /// The logarithm of the density at a point, in units of the uniform density.
    func logDensity(_ point: [Double]) -> Double {
        var logarithms = [0.0]
        for (weight, (center, width)) in zip(weights, zip(centers, widths)) {
            var sum = Foundation.log(weight)
            for side in choices.indices { sum += kernel(point[side], center[side], width[side], choices[side]) }
            logarithms.append(sum)
        }
        let greatest = logarithms.max() ?? 0
        let total = logarithms.reduce(0) { $0 + exp($1 - greatest) }
        return greatest + Foundation.log(total / Double(logarithms.count))
    }

    /// The logarithm of a kernel, in units of the uniform density.
    private func kernel(_ x: Double, _ center: Double, _ width: Double, _ choices: Int?) -> Double {
        if let choices {
            let isSame = Int(x * Double(choices)) == Int(center * Double(choices))
            return Foundation.log(Self.spread + (isSame ? (1 - Self.spread) * Double(choices) : 0))
        }
        let z = (x - center) / width
        let inside = Self.normal((1 - center) / width) - Self.normal(-center / width)
        return -z * z / 2 - Foundation.log(width * (2 * Double.pi).squareRoot() * inside)
    }

    /// The share of a standard normal distribution below a number.
    private static func normal(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }
}
