/// A seeded random stream that gives the same numbers for ever, on every platform and with every Swift version.
///
/// The generator is xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS
/// 2021): 256 bits of state, period 2²⁵⁶ − 1. The state is seeded by splitmix64, as its authors advise. Everything
/// derived from the raw words (`next(below:)`, `uniform()`, `shuffle(_:)` …) is defined here rather than taken from the
/// standard library, whose algorithms may change.
///
/// The whole state is `Codable`: a stream restored from a checkpoint continues with the very next number.
/// It is not meant for cryptography.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
    /// The four words of state; never all zero.
    private(set) var words: (UInt64, UInt64, UInt64, UInt64)

    /// Starts the stream of a seed. Any seed is good, zero included.
    public init(seed: UInt64) {
        var mixer = SplitMix64(state: seed)
        words = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    /// Continues from four words of state, or returns nil if all are zero: such a stream would never leave zero.
    init?(words: (UInt64, UInt64, UInt64, UInt64)) {
        guard words.0 | words.1 | words.2 | words.3 != 0 else { return nil }
        self.words = words
    }

    /// The next 64 uniformly distributed bits.
    public mutating func next() -> UInt64 {
        let result = Self.rotate(words.1 &* 5, by: 7) &* 9
        let shifted = words.1 << 17
        words.2 ^= words.0
        words.3 ^= words.1
        words.1 ^= words.2
        words.0 ^= words.3
        words.2 ^= shifted
        words.3 = Self.rotate(words.3, by: 45)
        return result
    }

    @inline(__always)
    private static func rotate(_ word: UInt64, by count: UInt64) -> UInt64 {
        (word << count) | (word >> (64 - count))
    }

    /// Two streams are equal when they will give the same numbers.
    public static func == (left: SeededGenerator, right: SeededGenerator) -> Bool {
        left.words == right.words
    }
}
