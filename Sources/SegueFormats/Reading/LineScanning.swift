/// Fast searches for single bytes. Plain 64-bit words: Swift's SIMD types are many times slower here without a vector unit named at
/// build time.
enum LineScanning {
    /// How often a byte occurs, eight bytes a step: every byte of `lanes` counts its own position, at most 255 times.
    static func count(_ byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int {
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        var (total, position) = (0, 0)
        while position + 8 <= bytes.count {
            var lanes: UInt64 = 0
            let steps = min(255, (bytes.count - position) / 8)
            for step in 0..<steps {
                let word = bytes.loadUnaligned(fromByteOffset: position &+ step &* 8, as: UInt64.self)
                lanes &+= zeroBytes(word ^ pattern) >> 7
            }
            position += steps * 8
            while lanes != 0 {
                total += Int(lanes & 255)
                lanes >>= 8
            }
        }
        while position < bytes.count {
            if bytes[position] == byte { total += 1 }
            position += 1
        }
        return total
    }

    /// Position of a byte at or after `start`, or the end.
    @inline(__always)
    static func firstIndex(of byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let matches = zeroBytes(word ^ pattern)
            if matches != 0 { return position + matches.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count, bytes[position] != byte { position += 1 }
        return position
    }

    /// Position of one of two bytes at or after `start`, or the end.
    static func firstIndex(of byte: UInt8, or other: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        let otherPattern = UInt64(other) &* 0x0101_0101_0101_0101
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let matches = zeroBytes(word ^ pattern) | zeroBytes(word ^ otherPattern)
            if matches != 0 { return position + matches.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count, bytes[position] != byte, bytes[position] != other { position += 1 }
        return position
    }

    /// The top bit of every byte that is zero, and no other bit.
    @inline(__always)
    static func zeroBytes(_ word: UInt64) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        return ~(((word & low) &+ low) | word | low)
    }
}
