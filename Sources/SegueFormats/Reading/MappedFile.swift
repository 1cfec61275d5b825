import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file mapped read-only into memory; unmapped when the last reference goes.
///
/// The file must not be shortened by another program while it is mapped: as with every mapped file, reading the part
/// that went away ends the process.
final class MappedFile: @unchecked Sendable {
    /// The bytes of the file. Immutable while the object lives.
    let bytes: UnsafeRawBufferPointer
    private let mapping: UnsafeMutableRawPointer?

    /// Maps a regular file.
    ///
    /// - Throws: ``ReadError`` of kind `missing` or `inputOutput`.
    convenience init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.openError(path) }
        defer { close(descriptor) }
        try self.init(descriptor: descriptor, path: path)
    }

    /// Maps an open regular file; the descriptor may be closed afterwards.
    init(descriptor: Int32, path: String) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.inputOutput(path, "cannot be examined") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ReadError(
                .missing, path: path, problem: "not a regular file", remedy: "Give a file, or a folder with one.")
        }
        guard status.st_size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            mapping = nil
            return
        }
        let size = Int(status.st_size)
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw Self.inputOutput(path, "cannot be mapped into memory")
        }
        _ = madvise(address, size, MADV_SEQUENTIAL)
        mapping = address
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    /// Gives back the memory that the file's pages take in this process; they are mapped anew where they are read again.
    ///
    /// For use between two passes over a large file, so that it does not add to the memory of what is made between them.
    func releasePages() {
        if let mapping { _ = madvise(mapping, bytes.count, MADV_DONTNEED) }
    }

    deinit {
        if let mapping { munmap(mapping, bytes.count) }
    }

    private static func openError(_ path: String) -> ReadError {
        let code = errno
        let reason = String(cString: strerror(code))
        return ReadError(
            code == EIO || code == EMFILE || code == ENFILE ? .inputOutput : .missing, path: path,
            problem: "cannot be opened (\(reason))", remedy: "Check the path and the permission to read it.")
    }

    private static func inputOutput(_ path: String, _ what: String) -> ReadError {
        ReadError(
            .inputOutput, path: path, problem: "\(what) (\(String(cString: strerror(errno))))",
            remedy: "Check the disk and the permissions, then try again.")
    }
}
