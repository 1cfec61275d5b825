extension SIMD4<Float> {
    /// σ of each number, off by 10⁻⁶ at most; the same bits on every platform.
    ///
    /// e⁻ˣ is 2 to a whole number times 2 to the rest, the latter by Taylor's series on [−½, ½]. Only additions,
    /// multiplications and one division: numbers that are not finite give some number and never end the process.
    @inline(__always)
    var sigmoid: Self {
        let scaled = clamped(lowerBound: Self(repeating: -80), upperBound: Self(repeating: 80)) * -1.442_695_04
        // Adding 1.5 × 2²³ rounds to a whole number and leaves it in the low bits of the sum.
        let shifted = scaled + 12_582_912
        let rest = scaled - (shifted - 12_582_912)
        var series = Self(repeating: 1.333_355_8e-3)
        series = series * rest + 9.618_129e-3
        series = series * rest + 5.550_411e-2
        series = series * rest + 0.240_226_51
        series = series * rest + 0.693_147_18
        series = series * rest + 1
        let exponent = unsafeBitCast(shifted, to: SIMD4<UInt32>.self) &<< SIMD4<UInt32>(repeating: 23)
        let power = unsafeBitCast(unsafeBitCast(series, to: SIMD4<UInt32>.self) &+ exponent, to: Self.self)
        return 1 / (1 + power)
    }

    /// The sums of the numbers of each of four vectors.
    @inline(__always)
    static func sums(_ first: Self, _ second: Self, _ third: Self, _ fourth: Self) -> Self {
        let front = SIMD8(lowHalf: first, highHalf: second)
        let back = SIMD8(lowHalf: third, highHalf: fourth)
        let pairs = SIMD8(lowHalf: front.evenHalf + front.oddHalf, highHalf: back.evenHalf + back.oddHalf)
        return pairs.evenHalf + pairs.oddHalf
    }
}
