#if !_endian(little)
    #error("safetensors files are little endian, and so must be the machine that maps them")
#endif

/// A Swift type that is laid out in memory exactly as an ``ElementType`` is in a file.
///
/// Only the conformances of this module make sense; do not add others.
public protocol TensorElement: BitwiseCopyable, Sendable {
    /// The element type that this Swift type holds.
    static var elementType: ElementType { get }

    /// The values whose bytes are given.
    ///
    /// - Parameter bytes: A whole number of elements, little endian, at any alignment.
    static func values(in bytes: UnsafeRawBufferPointer) -> [Self]
}

extension TensorElement {
    /// The values whose bytes are given, copied as they are.
    public static func values(in bytes: UnsafeRawBufferPointer) -> [Self] {
        let count = bytes.count / MemoryLayout<Self>.stride
        return [Self](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count * MemoryLayout<Self>.stride)))
            initializedCount = count
        }
    }
}

extension Double: TensorElement {
    /// ``ElementType/f64``.
    public static var elementType: ElementType { .f64 }
}

extension Float: TensorElement {
    /// ``ElementType/f32``.
    public static var elementType: ElementType { .f32 }
}

#if !(os(macOS) && arch(x86_64))
    extension Float16: TensorElement {
        /// ``ElementType/f16``.
        public static var elementType: ElementType { .f16 }
    }
#endif

extension Int64: TensorElement {
    /// ``ElementType/i64``.
    public static var elementType: ElementType { .i64 }
}

extension Int32: TensorElement {
    /// ``ElementType/i32``.
    public static var elementType: ElementType { .i32 }
}

extension Int16: TensorElement {
    /// ``ElementType/i16``.
    public static var elementType: ElementType { .i16 }
}

extension Int8: TensorElement {
    /// ``ElementType/i8``.
    public static var elementType: ElementType { .i8 }
}

extension UInt64: TensorElement {
    /// ``ElementType/u64``.
    public static var elementType: ElementType { .u64 }
}

extension UInt32: TensorElement {
    /// ``ElementType/u32``.
    public static var elementType: ElementType { .u32 }
}

extension UInt16: TensorElement {
    /// ``ElementType/u16``.
    public static var elementType: ElementType { .u16 }
}

extension UInt8: TensorElement {
    /// ``ElementType/u8``.
    public static var elementType: ElementType { .u8 }
}

extension Bool: TensorElement {
    /// ``ElementType/bool``.
    public static var elementType: ElementType { .bool }

    /// The values whose bytes are given: 0 is false, anything else true. A file's byte is never taken for a `Bool` as
    /// it is, because a `Bool` whose byte is neither 0 nor 1 is undefined behavior.
    public static func values(in bytes: UnsafeRawBufferPointer) -> [Bool] { bytes.map { $0 != 0 } }
}
