import Foundation

/// Numbers in decimal text, read from bytes without making strings.
enum NumberParsing {
    /// Latest time accepted: the end of the year 9999, in seconds.
    static let latestSecond: Int64 = 253_402_300_799

    /// A whole number of at most 18 digits without sign, or nil.
    @inline(__always)
    static func unsigned(_ field: UnsafeRawBufferPointer) -> Int64? {
        guard field.count >= 1, field.count <= 18 else { return nil }
        var value: Int64 = 0
        for byte in field {
            let digit = byte &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    /// A finite number: digits with an optional sign, point and exponent; nil for anything else, NaN and infinity.
    @inline(__always)
    static func decimal(_ field: UnsafeRawBufferPointer) -> Double? {
        if field.count == 1 {
            let digit = field[0] &- 0x30
            return digit < 10 ? Double(digit) : nil
        }
        return decimalSlowly(field)
    }

    /// A finite number that a `Float` can hold, or nil.
    @inline(__always)
    static func float(_ field: UnsafeRawBufferPointer) -> Float? {
        guard let value = decimal(field) else { return nil }
        let narrow = Float(value)
        return narrow.isFinite ? narrow : nil
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// Exact for up to 15 digits without exponent; the rest goes through the standard library.
    private static func decimalSlowly(_ field: UnsafeRawBufferPointer) -> Double? {
        var position = 0
        let isNegative = field.first == 0x2D
        if isNegative || field.first == 0x2B { position = 1 }
        var (value, digits, fraction, sawPoint): (Int64, Int, Int, Bool) = (0, 0, 0, false)
        while position < field.count {
            let byte = field[position]
            let digit = byte &- 0x30
            if digit < 10, digits < 15 {
                value = value * 10 + Int64(digit)
                digits += 1
                if sawPoint { fraction += 1 }
            } else if byte == 0x2E, !sawPoint {
                sawPoint = true
            } else {
                return withExponent(field)
            }
            position += 1
        }
        guard digits > 0 else { return nil }
        let magnitude = Double(value) / powersOfTen[fraction]
        return isNegative ? -magnitude : magnitude
    }

    /// Numbers with more than 15 digits or an exponent. Words such as `nan`, hexadecimal and spaces are refused.
    private static func withExponent(_ field: UnsafeRawBufferPointer) -> Double? {
        let allowed = field.allSatisfy { byte in
            (byte >= 0x30 && byte <= 0x39) || byte == 0x2E || byte == 0x2B || byte == 0x2D || byte | 0x20 == 0x65
        }
        guard allowed, field.count <= 64, let text = String(bytes: field, encoding: .utf8),
            let value = Double(text), value.isFinite
        else { return nil }
        return value
    }
}

/// Gives numbers with a decimal comma a point.
final class DecimalComma {
    /// Longest number that is rewritten; a longer one is malformed anyway.
    private static let longestNumber = 64
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: longestNumber, alignment: 8)

    deinit { room.deallocate() }

    /// The same number with a point. A point in the text becomes a comma, so that it is refused: `1.234,5` and `4.5` are no
    /// numbers here. Valid until the next call.
    func withPoint(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard text.count <= Self.longestNumber, text.contains(where: { $0 == 0x2C || $0 == 0x2E }) else { return text }
        for (index, byte) in text.enumerated() {
            room[index] = byte == 0x2C ? 0x2E : byte == 0x2E ? 0x2C : byte
        }
        return UnsafeRawBufferPointer(rebasing: room[..<text.count])
    }
}
