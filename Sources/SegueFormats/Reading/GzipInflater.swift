import SegueFiles

/// Unpacks gzip files as a stream into an unlinked temporary file, so that memory stays small and the parser sees mapped
/// bytes as with any other file.
enum GzipInflater {
    /// Whether the bytes begin like a gzip file.
    static func isGzip(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 3 && bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8
    }

    /// Unpacks all members of a gzip file.
    ///
    /// - Throws: ``ReadError`` of kind `damaged` for a broken or truncated stream, `inputOutput` when there is no room for
    ///   the unpacked file.
    static func inflate(_ file: MappedFile, path: String) throws -> MappedFile {
        let output = try UnlinkedFile(path: path)
        var position = 0
        repeat {
            let rest = UnsafeRawBufferPointer(rebasing: file.bytes[position...])
            do {
                position += try InflateStream.inflate(rest, wrapping: .gzip) { try output.write($0) }
            } catch let error as InflateError {
                throw ReadError(
                    .damaged, path: path, problem: "gzip: \(error.description)",
                    remedy: "Fetch or compress the file again.")
            }
        } while isGzip(UnsafeRawBufferPointer(rebasing: file.bytes[position...]))
        return try output.map()
    }
}
