/// The random numbers for one user in one epoch: splitmix64 with an increment of its own for each stream (Steele, Lea and
/// Flood, OOPSLA 2014).
///
/// The stream depends on the epoch's key and the user alone, so that it does not matter which thread takes the user. A
/// number depends on the one before by a single addition; the rest of the work of several draws can overlap.
struct PairGenerator {
    private var counter: UInt64
    private let increment: UInt64

    init(key: UInt64, stream: Int) {
        let start = PairGenerator.mix(key ^ PairGenerator.mix(UInt64(truncatingIfNeeded: stream)))
        counter = start
        increment = PairGenerator.mix(start &+ 0x9E37_79B9_7F4A_7C15) | 1
    }

    /// The next 64 random bits.
    @inline(__always)
    mutating func next() -> UInt64 {
        counter &+= increment
        return PairGenerator.mix(counter)
    }

    /// A whole number in `0..<bound`; the bias is below bound ÷ 2⁶⁴.
    @inline(__always)
    mutating func next(below bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound)).high)
    }

    /// A number in `[0, 1)`: a multiple of 2⁻⁵³.
    @inline(__always)
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    @inline(__always)
    private static func mix(_ word: UInt64) -> UInt64 {
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
