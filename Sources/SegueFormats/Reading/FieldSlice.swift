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

/// Room for the fields of one row that cannot be used in place; pointers stay valid until ``reset()``.
final class ScratchArena {
    private static let chunkSize = 1 << 16
    private var chunks: [UnsafeMutableRawBufferPointer] = []
    private var used = 0

    deinit {
        for chunk in chunks { chunk.deallocate() }
    }

    /// Room for `count` bytes.
    func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if let last = chunks.last, last.count - used >= count {
            defer { used += count }
            return UnsafeMutableRawBufferPointer(rebasing: last[used..<(used + count)])
        }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, Self.chunkSize), alignment: 16)
        chunks.append(chunk)
        used = count
        return UnsafeMutableRawBufferPointer(rebasing: chunk[..<count])
    }

    /// Gives all room back.
    func reset() {
        for chunk in chunks.dropFirst() { chunk.deallocate() }
        chunks.removeSubrange(min(1, chunks.count)...)
        used = 0
    }
}
