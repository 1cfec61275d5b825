/// The checksum of TensorBoard's files: the cyclic redundancy check with Castagnoli's polynomial (RFC 3720, appendix B.4).
enum CRC32C {
    /// The remainders of all bytes, for the reflected polynomial.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { remainder, _ in
            remainder & 1 == 1 ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1
        }
    }

    /// The checksum of bytes.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
    }

    /// The checksum as TensorFlow's record files store it: rotated by 15 bits, plus a constant, because a checksum over
    /// data that holds its own checksum would be weak.
    static func maskedChecksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let plain = checksum(bytes)
        return (plain >> 15 | plain << 17) &+ 0xA282_EAD8
    }
}
