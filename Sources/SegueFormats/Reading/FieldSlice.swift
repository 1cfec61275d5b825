/// A field of a row: bytes in the mapped file, or in a ``ScratchArena`` when escapes had to be undone.
struct FieldSlice {
    /// First byte.
    var start: UnsafeRawPointer
    /// Number of bytes.
    var count: Int
    /// Position of the field in the text, for messages.
    var offset: Int

    /// The bytes of the field.
    @inline(__always)
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}
