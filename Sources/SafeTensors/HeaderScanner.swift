/// Reads JSON tokens from outside bytes. Every read is checked against the end; nothing is recursive.
struct HeaderScanner {
    private let bytes: UnsafeRawBufferPointer
    /// What to add to a position to get the offset in the file.
    private let base: Int
    private var position = 0

    /// - Parameters:
    ///   - bytes: The header, without its length.
    ///   - base: The header's offset in the file, for messages.
    init(_ bytes: UnsafeRawBufferPointer, base: Int) {
        self.bytes = bytes
        self.base = base
    }

    /// The offset in the file of the next byte.
    var offset: Int { base + position }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The error that something else was expected at the next byte.
    func expected(_ what: String) -> SafeTensorsError.Problem { .malformedHeader(offset: offset, expected: what) }

    /// Skips JSON white space.
    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// Steps over a character if it comes next, after white space.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard let byte = next, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    /// Steps over a character that must come next, after white space.
    mutating func require(_ character: Unicode.Scalar) throws(SafeTensorsError.Problem) {
        guard take(character) else { throw expected("'\(character)'") }
    }

    /// Checks that nothing but white space is left.
    mutating func requireEnd() throws(SafeTensorsError.Problem) {
        skipSpace()
        guard position == bytes.count else { throw expected("the end of the header") }
    }

    /// Reads an integer without sign, fraction, exponent or leading zero, at most `Int.max`.
    mutating func unsignedInteger() throws(SafeTensorsError.Problem) -> Int {
        skipSpace()
        let start = self
        var value = 0
        var digits = 0
        while let byte = next, byte >= 0x30, byte <= 0x39 {
            let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(Int(byte - 0x30))
            guard !overflow, !carry else { throw start.expected("an integer of at most \(Int.max)") }
            value = sum
            digits += 1
            position += 1
        }
        guard digits > 0 else { throw start.expected("a non-negative integer") }
        guard digits == 1 || start.next != 0x30 else { throw start.expected("an integer without leading zeros") }
        return value
    }

    /// Reads a string: escapes resolved, UTF-8 checked.
    mutating func string() throws(SafeTensorsError.Problem) -> String {
        try require("\"")
        let start = self
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case 0x22:
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw start.expected("a string of valid UTF-8")
                }
                return string
            case 0x5C: text.append(contentsOf: try escape())
            case 0x00..<0x20: throw start.expected("a string without raw control characters")
            default: text.append(byte)
            }
        }
        throw expected("a closing quotation mark")
    }

    /// Reads what follows a backslash; gives the UTF-8 of the character meant.
    private mutating func escape() throws(SafeTensorsError.Problem) -> [UInt8] {
        guard let byte = next else { throw expected("a character after the backslash") }
        position += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: return [byte]
        case 0x62: return [0x08]
        case 0x66: return [0x0C]
        case 0x6E: return [0x0A]
        case 0x72: return [0x0D]
        case 0x74: return [0x09]
        case 0x75: return [UInt8](String(Character(try unicodeEscape())).utf8)
        default: throw expected("one of the escapes of JSON")
        }
    }

    /// Reads the digits of `\u`, and the second half of a surrogate pair.
    private mutating func unicodeEscape() throws(SafeTensorsError.Problem) -> Unicode.Scalar {
        let first = try fourHexadecimalDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let pair = "the second half of a surrogate pair"
        guard first < 0xDC00, next == 0x5C else { throw expected(pair) }
        position += 1
        guard next == 0x75 else { throw expected(pair) }
        position += 1
        let second = try fourHexadecimalDigits()
        guard second >= 0xDC00, second < 0xE000,
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw expected(pair) }
        return scalar
    }

    private mutating func fourHexadecimalDigits() throws(SafeTensorsError.Problem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw expected("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
