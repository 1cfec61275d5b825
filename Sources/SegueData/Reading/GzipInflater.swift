import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

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
        let output = try temporaryFile(path: path)
        defer { close(output) }
        var position = 0
        repeat {
            let rest = UnsafeRawBufferPointer(rebasing: file.bytes[position...])
            do {
                position += try InflateStream.inflate(rest, wrapping: .gzip) { bytes in
                    guard DescriptorWriting.writeAll(bytes, to: output) else { throw noRoom(path) }
                }
            } catch let error as InflateError {
                throw ReadError(
                    .damaged, path: path, problem: "gzip: \(error.description)",
                    remedy: "Fetch or compress the file again.")
            }
        } while isGzip(UnsafeRawBufferPointer(rebasing: file.bytes[position...]))
        return try MappedFile(descriptor: output, path: path)
    }

    private static func temporaryFile(path: String) throws -> Int32 {
        let folder = FileManager.default.temporaryDirectory.path
        var template = Array("\(folder)/segue-gunzip-XXXXXX".utf8CString)
        let descriptor = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkstemp($0) } ?? -1
        }
        guard descriptor >= 0 else { throw noRoom(path) }
        template.withUnsafeBufferPointer { buffer in
            if let name = buffer.baseAddress { unlink(name) }
        }
        return descriptor
    }

    private static func noRoom(_ path: String) -> ReadError {
        ReadError(
            .inputOutput, path: path,
            problem: "no room to unpack it in \(FileManager.default.temporaryDirectory.path) "
                + "(\(String(cString: strerror(errno))))",
            remedy: "Free some space there, or point TMPDIR at a larger disk.")
    }
}
