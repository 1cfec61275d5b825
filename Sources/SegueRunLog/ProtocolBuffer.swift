/// A protocol-buffers message being written, field by field. It knows the four kinds of field that events need.
struct ProtocolBuffer {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case variableLength = 0
        case eightBytes = 1
        case lengthDelimited = 2
        case fourBytes = 5
    }

    /// Appends an `int64` or an enumeration.
    mutating func append(_ value: Int64, field: UInt64) {
        appendKey(field, .variableLength)
        appendVariableLength(UInt64(bitPattern: value))
    }

    /// Appends a `double`.
    mutating func append(_ value: Double, field: UInt64) {
        appendKey(field, .eightBytes)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }

    /// Appends a `float`.
    mutating func append(_ value: Float, field: UInt64) {
        appendKey(field, .fourBytes)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }

    /// Appends a `string`.
    mutating func append(_ value: String, field: UInt64) { append(Array(value.utf8), field: field) }

    /// Appends a message within the message.
    mutating func append(_ value: ProtocolBuffer, field: UInt64) { append(value.bytes, field: field) }

    private mutating func append(_ value: [UInt8], field: UInt64) {
        appendKey(field, .lengthDelimited)
        appendVariableLength(UInt64(value.count))
        bytes += value
    }

    private mutating func appendKey(_ field: UInt64, _ type: WireType) {
        appendVariableLength(field << 3 | type.rawValue)
    }

    /// Seven bits a byte, lowest first; the top bit says that more follow.
    private mutating func appendVariableLength(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
