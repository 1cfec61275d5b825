/// Draws indices with given weights in constant time (alias method; Vose, IEEE TSE 1991).
package struct WeightedChoice: Sendable {
    private let thresholds: [Double]
    private let aliases: [Int32]

    /// Prepares the tables: 12 bytes a weight.
    ///
    /// - Parameter weights: finite numbers ≥ 0, at least one above zero; draws of index i have probability
    ///   weights[i] ÷ sum.
    package init(weights: [Double]) {
        precondition(weights.contains { $0 > 0 }, "a weighted choice needs a positive weight")
        let mean = weights.reduce(0, +) / Double(weights.count)
        var scaled = weights.map { $0 / mean }
        var aliases = (0..<weights.count).map { Int32(truncatingIfNeeded: $0) }
        var small: [Int] = []
        var large: [Int] = []
        for (index, weight) in scaled.enumerated() {
            if weight < 1 { small.append(index) } else { large.append(index) }
        }
        while let low = small.popLast(), let high = large.last {
            aliases[low] = Int32(truncatingIfNeeded: high)
            scaled[high] -= 1 - scaled[low]
            if scaled[high] < 1 {
                large.removeLast()
                small.append(high)
            }
        }
        self.thresholds = scaled
        self.aliases = aliases
    }

    /// One index, drawn in proportion to the weights.
    package func draw(using generator: inout SeededGenerator) -> Int {
        let index = generator.next(below: thresholds.count)
        return generator.uniform() < thresholds[index] ? index : Int(aliases[index])
    }

    /// Zipf's weights, 1 ÷ rankᵉˣᵖᵒⁿᵉⁿᵗ for the ranks 1…count; exponent 0 is uniform.
    package static func zipf(count: Int, exponent: Double) -> [Double] {
        (0..<count).map { PortableMath.power(Double($0 + 1), -exponent) }
    }
}
