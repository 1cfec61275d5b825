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

extension SeededGenerator: Codable {
    /// Reads the state: one string of 64 hexadecimal digits.
    ///
    /// - Throws: `DecodingError` if the string is anything else, or the state is all zero.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let words = Self.words(fromHexadecimal: text)
        guard let words, let generator = SeededGenerator(words: words) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "a generator state is 64 hexadecimal digits, not all zero; found “\(text.prefix(80))”"
            )
        }
        self = generator
    }

    /// Writes the state as text: 64-bit numbers do not survive every JSON or YAML reader.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        let text = [words.0, words.1, words.2, words.3].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        try container.encode(text.joined())
    }

    private static func words(fromHexadecimal text: String) -> (UInt64, UInt64, UInt64, UInt64)? {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var words: [UInt64] = []
        for start in stride(from: 0, to: 64, by: 16) {
            var word: UInt64 = 0
            for digit in digits[start..<start + 16] {
                guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
                word = word << 4 | UInt64(value)
            }
            words.append(word)
        }
        return (words[0], words[1], words[2], words[3])
    }
}

/// splitmix64 (Steele, Lea and Flood, OOPSLA 2014): expands one word of seed into well mixed words.
public struct SplitMix64 {
    /// The counter; every value is valid.
    var state: UInt64

    /// What the state grows by: 2⁶⁴ divided by the golden ratio.
    public static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The next word.
    mutating func next() -> UInt64 {
        state &+= Self.increment
        return Self.mix(state)
    }

    /// The finalizer, a bijection whose results depend on all bits.
    public static func mix(_ word: UInt64) -> UInt64 {
        var mixed = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
