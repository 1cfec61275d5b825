/// The words of a text, as UTF-8 in one piece.
struct SplitText: Sendable {
    /// A word's place.
    struct Word: Sendable, Equatable {
        /// Its bytes.
        let range: Range<Int>
        /// Its Unicode scalars.
        let scalarCount: Int
    }

    /// All words one after another, without gaps.
    private(set) var bytes: [UInt8] = []
    private(set) var words: [Word] = []
    private var start = 0
    private var scalarCount = 0

    /// Appends a scalar to the word under way.
    mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        scalarCount += 1
    }

    /// Ends the word under way, if there is one.
    mutating func endWord() {
        guard scalarCount > 0 else { return }
        words.append(Word(range: start..<bytes.count, scalarCount: scalarCount))
        start = bytes.count
        scalarCount = 0
    }

    /// Appends a scalar that is a word of its own.
    mutating func appendWord(_ scalar: Unicode.Scalar) {
        endWord()
        append(scalar)
        endWord()
    }

    /// The words as texts.
    var texts: [String] { words.map { String(validating: bytes[$0.range], as: UTF8.self) ?? "" } }
}
