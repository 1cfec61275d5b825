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
