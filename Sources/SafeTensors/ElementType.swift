/// The type of a tensor's elements, named as the safetensors format names it.
///
/// The cases stand in the order in which the format's reference implementation lays tensors out in a file, last case
/// first. That order puts wide elements before narrow ones and so keeps every tensor aligned.
public enum ElementType: String, CaseIterable, Codable, Sendable {
    /// One byte a value, 0 or 1.
    case bool = "BOOL"
    /// Unsigned integer of 8 bits.
    case u8 = "U8"
    /// Signed integer of 8 bits.
    case i8 = "I8"
    /// Floating point of 8 bits, 5 of them exponent; carried as raw bytes.
    case f8e5m2 = "F8_E5M2"
    /// Floating point of 8 bits, 4 of them exponent; carried as raw bytes.
    case f8e4m3 = "F8_E4M3"
    /// Signed integer of 16 bits.
    case i16 = "I16"
    /// Unsigned integer of 16 bits.
    case u16 = "U16"
    /// IEEE 754 half precision.
    case f16 = "F16"
    /// The upper half of an IEEE 754 single ("brain float"); carried as raw bytes.
    case bf16 = "BF16"
    /// Signed integer of 32 bits.
    case i32 = "I32"
    /// Unsigned integer of 32 bits.
    case u32 = "U32"
    /// IEEE 754 single precision.
    case f32 = "F32"
    /// Two IEEE 754 singles, real part first; carried as raw bytes.
    case c64 = "C64"
    /// IEEE 754 double precision.
    case f64 = "F64"
    /// Signed integer of 64 bits.
    case i64 = "I64"
    /// Unsigned integer of 64 bits.
    case u64 = "U64"

    /// The bytes that one element takes.
    public var byteSize: Int {
        switch self {
        case .bool, .u8, .i8, .f8e5m2, .f8e4m3: 1
        case .i16, .u16, .f16, .bf16: 2
        case .i32, .u32, .f32: 4
        case .c64, .f64, .i64, .u64: 8
        }
    }

    /// The position among all cases; files hold higher ranks first.
    var layoutRank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
