import CZlib

/// A compressed stream that cannot be unpacked.
struct InflateError: Error, CustomStringConvertible {
    /// What is wrong.
    let description: String
}

/// Unpacks deflate streams piece by piece through zlib.
enum InflateStream {
    private static let pieceSize = 1 << 20

    /// How the compressed bytes are wrapped.
    enum Wrapping: Int32 {
        /// gzip header and checksum.
        case gzip = 31
        /// Nothing, as in ZIP archives.
        case raw = -15
    }

    /// Unpacks one stream.
    ///
    /// - Parameter sink: receives the unpacked bytes in pieces of at most 1 MiB.
    /// - Returns: the number of compressed bytes that the stream took.
    /// - Throws: ``InflateError`` when it is damaged or truncated, and whatever `sink` throws.
    static func inflate(
        _ input: UnsafeRawBufferPointer, wrapping: Wrapping, sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, wrapping.rawValue, ZLIB_VERSION, size) == Z_OK else {
            throw InflateError(description: "zlib cannot be started")
        }
        defer { inflateEnd(&stream) }
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { output.deallocate() }
        var consumed = 0
        while true {
            let piece = UnsafeRawBufferPointer(rebasing: input[consumed..<min(consumed + pieceSize, input.count)])
            // zlib does not write through next_in; the pointer is only typed as mutable.
            stream.next_in = UnsafeMutablePointer(mutating: piece.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = uInt(piece.count)
            stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
            stream.avail_out = uInt(output.count)
            let status = CZlib.inflate(&stream, Z_NO_FLUSH)
            let (taken, made) = (piece.count - Int(stream.avail_in), output.count - Int(stream.avail_out))
            consumed += taken
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                throw InflateError(description: "the stream is damaged near byte \(consumed)")
            }
            if made > 0 { try sink(UnsafeRawBufferPointer(rebasing: output[..<made])) }
            if status == Z_STREAM_END { return consumed }
            guard taken > 0 || made > 0 else {
                throw InflateError(description: "the stream ends in the middle, at byte \(consumed)")
            }
        }
    }
}
