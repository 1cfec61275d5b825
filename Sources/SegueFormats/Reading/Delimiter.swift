/// What stands between the fields of a row.
public struct Delimiter: Sendable, Equatable, CustomStringConvertible {
    /// The byte.
    let byte: UInt8
    /// Whether it is written twice, as in `::`.
    let isDoubled: Bool
    /// Whether any number of blanks and tabs is one delimiter, and those at the ends of a line are none.
    let isRun: Bool

    init(_ byte: UInt8, isDoubled: Bool = false, isRun: Bool = false) {
        self.byte = byte
        self.isDoubled = isDoubled
        self.isRun = isRun
    }

    /// `,`
    public static let comma = Delimiter(0x2C)
    /// `;`
    public static let semicolon = Delimiter(0x3B)
    /// `|`
    public static let pipe = Delimiter(0x7C)
    /// A tab.
    public static let tab = Delimiter(0x09)
    /// `::`
    public static let colons = Delimiter(0x3A, isDoubled: true)
    /// Any number of blanks and tabs.
    public static let blanks = Delimiter(0x20, isRun: true)

    /// The delimiters that are recognized, the surer signs first.
    static let known: [Delimiter] = [.colons, .tab, .semicolon, .pipe, .comma, .blanks]

    private static let names: [String: Delimiter] = [
        ",": .comma, "comma": .comma, ";": .semicolon, "semicolon": .semicolon, "|": .pipe, "pipe": .pipe, "\t": .tab,
        "\\t": .tab, "tab": .tab, "::": .colons, "colons": .colons, " ": .blanks, "space": .blanks, "blank": .blanks,
        "blanks": .blanks,
    ]

    /// Understands the name or the character of a delimiter; `\x01` is the byte of that hexadecimal number.
    ///
    /// - Throws: ``ReadError`` of kind `usage` for anything but one ASCII character that is no letter, digit, quote, point,
    ///   sign or line end.
    public init(parsing text: String) throws {
        if let known = Self.names[text] {
            self = known
            return
        }
        let byte =
            text.hasPrefix("\\x") ? UInt8(text.dropFirst(2), radix: 16) : text.utf8.count == 1 ? text.utf8.first : nil
        guard let byte, Self.canSeparate(byte) else {
            throw ReadError(
                .usage, path: "--delimiter", problem: "\"\(text)\" cannot stand between fields",
                remedy: "Name one of comma, semicolon, pipe, tab, colons (::) and space, or give one character.")
        }
        self.init(byte)
    }

    private static func canSeparate(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00, 0x0A, 0x0D, 0x20, 0x22, 0x2B, 0x2D, 0x2E, 0x7F...0xFF: false
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: false
        default: true
        }
    }

    /// The character, or `tab`, `blanks`, `::`, `\x01`.
    public var description: String {
        if isDoubled { return "::" }
        if isRun { return "blanks" }
        if byte == 0x09 { return "tab" }
        return byte > 0x20
            ? String(Character(Unicode.Scalar(byte))) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// Whether fields may be quoted: not between `::` and not between blanks.
    var allowsQuotes: Bool { !isDoubled && !isRun }
}
