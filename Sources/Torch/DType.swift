/// Element types of tensors, with libtorch's own numbers.
public enum DType: Int32, Sendable, CaseIterable {
    case uint8 = 0
    case int8 = 1
    case int16 = 2
    case int32 = 3
    case int64 = 4
    case float16 = 5
    case float32 = 6
    case float64 = 7
    case bool = 11
    case bfloat16 = 15

    /// Bytes an element takes.
    public var size: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .int16, .float16, .bfloat16: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        }
    }
}

/// Swift types whose memory layout is that of a tensor element.
public protocol TensorScalar: Sendable {
    /// The element type of a tensor made of such values.
    static var dtype: DType { get }
    /// A value to fill memory with before it is read into.
    static var zero: Self { get }
}

extension UInt8: TensorScalar {
    /// `uint8`.
    public static var dtype: DType { .uint8 }
}
extension Int32: TensorScalar {
    /// `int32`.
    public static var dtype: DType { .int32 }
}
extension Int64: TensorScalar {
    /// `int64`.
    public static var dtype: DType { .int64 }
}
extension Float: TensorScalar {
    /// `float32`.
    public static var dtype: DType { .float32 }
}
extension Double: TensorScalar {
    /// `float64`.
    public static var dtype: DType { .float64 }
}
extension Bool: TensorScalar {
    /// `bool`.
    public static var dtype: DType { .bool }
    /// `false`.
    public static var zero: Bool { false }
}
