/// What a field of a sample looks like.
enum FieldKind {
    /// Whether a field could be a number, a time or a date: it has a digit, and nothing that only names have.
    static func isNumberLike(_ text: String) -> Bool {
        text.utf8.contains { $0 &- 0x30 < 10 }
            && text.utf8.allSatisfy { byte in
                byte &- 0x30 < 10 || [0x20, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0x54, 0x5A, 0x65].contains(byte)
            }
    }

    /// Whether a field is written with digits alone.
    static func isDigits(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 &- 0x30 < 10 }
    }

    /// A field as a number; nil when it is none.
    static func number(_ text: String) -> Double? {
        var copy = text
        return copy.withUTF8 { NumberParsing.decimal(UnsafeRawBufferPointer($0)) }
    }

    /// Whether a field is an ISO 8601 date.
    static func isISODate(_ text: String) -> Bool {
        var copy = text
        return copy.withUTF8 { TimeParsing.iso8601(UnsafeRawBufferPointer($0)) } != nil
    }

    /// Whether a field is made of three numbers with points, slashes or hyphens between them, and maybe a time of day.
    static func isDateLike(_ text: String) -> Bool {
        let date = text.prefix { !" T".contains($0) }
        return isNumberLike(text) && date.split(whereSeparator: { "./-".contains($0) }).count == 3
            && date.allSatisfy { $0.isNumber || "./-".contains($0) }
    }

    /// A number with a comma before its fraction.
    static func isDecimalComma(_ text: String) -> Bool {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let whole = parts[0].first == "-" ? parts[0].dropFirst() : parts[0]
        return parts.count == 2 && isDigits(String(whole)) && isDigits(String(parts[1]))
    }
}
