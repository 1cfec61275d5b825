import Foundation
import SegueFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A temporary file without a name, for content that must be mapped but is no file: it goes away with the process.
final class UnlinkedFile {
    private let descriptor: Int32
    /// What the content is made of, for messages.
    private let path: String

    /// Makes an empty file in the system's folder for temporary files.
    ///
    /// - Throws: ``ReadError`` of kind `inputOutput`.
    init(path: String) throws {
        self.path = path
        let folder = FileManager.default.temporaryDirectory.path
        var template = Array("\(folder)/segue-XXXXXX".utf8CString)
        descriptor = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkstemp($0) } ?? -1
        }
        guard descriptor >= 0 else { throw noRoom(errno) }
        template.withUnsafeBufferPointer { buffer in
            if let name = buffer.baseAddress { unlink(name) }
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        do {
            try FileSystem.live.write(bytes, to: descriptor, path: path)
        } catch {
            guard case .systemCallFailed(_, _, let code, _) = error else { throw error }
            throw noRoom(code)
        }
    }

    /// Appends all that can be read from a descriptor.
    func copy(from source: Int32) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(source, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw ReadError(
                    .inputOutput, path: path, problem: "cannot be read (\(String(cString: strerror(errno))))",
                    remedy: "Check what writes to it.")
            }
            if count == 0 { return }
            try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Maps what was written.
    func map() throws -> MappedFile { try MappedFile(descriptor: descriptor, path: path) }

    private func noRoom(_ code: Int32) -> ReadError {
        ReadError(
            .inputOutput, path: path,
            problem: "no room to unpack it in \(FileManager.default.temporaryDirectory.path) "
                + "(\(String(cString: strerror(code))))",
            remedy: "Free some space there, or point TMPDIR at a larger disk.")
    }
}
