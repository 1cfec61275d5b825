#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads an open file, from its end in particular.
package struct FileTail {
    package let descriptor: Int32
    /// The size of the file in bytes.
    package let size: Int
    package let path: String

    package init(descriptor: Int32, size: Int, path: String) {
        self.descriptor = descriptor
        self.size = size
        self.path = path
    }

    /// The length of the file up to and including the last line break before a position; 0 when there is none.
    ///
    /// It reads backwards in blocks, so a log of any length is repaired without being read as a whole.
    package func endOfLastWholeLine(before limit: Int) throws(FileError) -> Int {
        var end = min(limit, size)
        while end > 0 {
            let start = max(0, end - 65_536)
            let block = try bytes(start..<end)
            if let lineBreak = block.lastIndex(of: UInt8(ascii: "\n")) { return start + lineBreak + 1 }
            end = start
        }
        return 0
    }

    /// The bytes at an offset, which must lie within the file.
    package func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return pread(descriptor, rest.baseAddress, rest.count, off_t(range.lowerBound + filled))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw .systemCallFailed(path: path, operation: "read", code: count < 0 ? errno : EIO, bytes: nil)
            }
            filled += count
        }
        return bytes
    }
}
