extension SeededGenerator {
    /// A number of the gamma distribution with the given shape and scale 1 (Marsaglia and Tsang, ACM TOMS 2000).
    ///
    /// - Parameter shape: Above 0; the distribution's mean and variance.
    package mutating func gamma(shape: Double) -> Double {
        precondition(shape > 0 && shape.isFinite, "a gamma distribution needs a shape above 0")
        guard shape >= 1 else {
            // Γ(a) is Γ(a + 1) times a uniform number to the power 1 ∕ a.
            let larger = gamma(shape: shape + 1)
            return larger * PortableMath.power(max(1 - uniform(), .leastNormalMagnitude), 1 / shape)
        }
        let d = shape - 1 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            let bound = 0.5 * x * x + d - d * v + d * PortableMath.logarithm(v)
            if PortableMath.logarithm(1 - uniform()) < bound { return d * v }
        }
    }
}
