/// The escapes of JSON strings.
enum JSONEscapes {
    /// The bytes that the inside of a JSON string stands for; nil when an escape is malformed.
    static func unescape(_ source: UnsafeRawBufferPointer) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var position = 0
        while position < source.count {
            let byte = source[position]
            position += 1
            guard byte == 0x5C else {
                result.append(byte)
                continue
            }
            guard position < source.count else { return nil }
            let kind = source[position]
            position += 1
            if kind == 0x75 {
                guard let scalar = unicodeScalar(source, &position) else { return nil }
                result.append(contentsOf: String(Character(scalar)).utf8)
            } else {
                guard let plain = simple[kind] else { return nil }
                result.append(plain)
            }
        }
        return result
    }

    private static let simple: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]

    /// The scalar of `XXXX`, or of a surrogate pair `XXXX\uYYYY`; nil for a lone surrogate.
    private static func unicodeScalar(_ source: UnsafeRawBufferPointer, _ position: inout Int) -> Unicode.Scalar? {
        guard let first = hexadecimal(source, &position) else { return nil }
        guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) }
        guard position + 2 <= source.count, source[position] == 0x5C, source[position + 1] == 0x75 else { return nil }
        position += 2
        guard let second = hexadecimal(source, &position), (0xDC00...0xDFFF).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func hexadecimal(_ source: UnsafeRawBufferPointer, _ position: inout Int) -> UInt32? {
        guard position + 4 <= source.count else { return nil }
        var value: UInt32 = 0
        for byte in source[position..<(position + 4)] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        position += 4
        return value
    }
}
