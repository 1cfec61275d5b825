extension HostTensor {
    /// The position of the first element that is not a finite number; nil when all are, and for whole numbers.
    public var firstNonFinite: Int? {
        switch dtype {
        case .f64: first(UInt64.self, exponent: 0x7FF0_0000_0000_0000)
        case .f32: first(UInt32.self, exponent: 0x7F80_0000)
        case .f16: first(UInt16.self, exponent: 0x7C00)
        case .bf16: first(UInt16.self, exponent: 0x7F80)
        default: nil
        }
    }

    /// Infinities and NaN are the numbers whose exponent is all ones. Blocks are looked at whole, so that the loop has no
    /// branch within them.
    private func first<Bits: FixedWidthInteger & UnsignedInteger>(_ type: Bits.Type, exponent: Bits) -> Int? {
        bytes.withUnsafeBytes { bytes in
            func isNonFinite(_ index: Int) -> Bool {
                let bits = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
                return Bits(littleEndian: bits) & exponent == exponent
            }
            var start = 0
            while start < elementCount {
                let end = min(start + 1024, elementCount)
                var found: Bits = 0
                for index in start..<end { found |= isNonFinite(index) ? 1 : 0 }
                if found != 0 { return (start..<end).first(where: isNonFinite) }
                start = end
            }
            return nil
        }
    }
}
