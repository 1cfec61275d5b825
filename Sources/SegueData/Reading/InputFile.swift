/// A data file ready to be parsed: mapped, and unpacked when it is compressed with gzip.
struct InputFile: Sendable {
    /// Path as given.
    let path: String
    /// The file as it lies on disk; its SHA-256 is the data's.
    let original: MappedFile
    /// The text to parse: the same file, or the unpacked copy.
    let content: MappedFile

    /// Opens a file.
    ///
    /// - Throws: ``ReadError``: missing, not readable, damaged gzip stream.
    init(path: String) throws {
        self.path = path
        original = try MappedFile(path: path)
        content = GzipInflater.isGzip(original.bytes) ? try GzipInflater.inflate(original, path: path) : original
    }

    /// The text without a UTF-8 byte order mark.
    var text: UnsafeRawBufferPointer {
        let bytes = content.bytes
        guard bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF else { return bytes }
        return UnsafeRawBufferPointer(rebasing: bytes[3...])
    }
}
