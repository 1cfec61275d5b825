/// Checks that bytes are well-formed UTF-8 (Unicode standard, table 3-7).
package enum UTF8Validation {
    /// Position of the first byte that begins no well-formed sequence; nil when all are well formed.
    package static func firstInvalidOffset(in bytes: UnsafeRawBufferPointer) -> Int? {
        var position = 0
        while position < bytes.count {
            if position + 8 <= bytes.count,
                bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                position += 8
                continue
            }
            if bytes[position] < 0x80 {
                position += 1
                continue
            }
            let length = sequenceLength(at: position, in: bytes)
            guard length > 0 else { return position }
            position += length
        }
        return nil
    }

    /// Length of the multi-byte sequence at a position, 0 when it is malformed.
    private static func sequenceLength(at position: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[position] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: return 0
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return 0 }
        for offset in stride(from: 2, to: length, by: 1) where bytes[position + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
