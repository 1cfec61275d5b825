#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file mapped read-only into memory; unmapped when the last reference goes.
///
/// The file must not be shortened by another program while it is mapped: as with every mapped file, reading the part
/// that went away ends the process. It may cross threads because nothing writes to the mapping.
package final class MappedFile: @unchecked Sendable {
    /// The bytes of the file. Immutable while the object lives.
    package let bytes: UnsafeRawBufferPointer
    private let mapping: UnsafeMutableRawPointer?

    /// Maps a regular file.
    ///
    /// - Throws: ``FileError``: `missing`, `notARegularFile`, or a system call that failed.
    package convenience init(path: String) throws(FileError) {
        // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
        let descriptor = try FileSystem.live.openExisting(path, flags: O_RDONLY | O_NONBLOCK)
        defer { close(descriptor) }
        try self.init(descriptor: descriptor, path: path)
    }

    /// Maps an open regular file; the descriptor may be closed afterwards.
    ///
    /// - Throws: ``FileError``: `notARegularFile`, or a system call that failed.
    package init(descriptor: Int32, path: String) throws(FileError) {
        var status = stat()
        try FileSystem.live.check(fstat(descriptor, &status), path, "examine")
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
        let size = Int(status.st_size)
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            mapping = nil
            return
        }
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .systemCallFailed(path: path, operation: "map", code: errno, bytes: nil)
        }
        _ = madvise(address, size, MADV_SEQUENTIAL)
        mapping = address
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    /// Gives back the memory that the file's pages take in this process; they are mapped anew where they are read again.
    ///
    /// For use between two passes over a large file, so that it does not add to the memory of what is made between them.
    package func releasePages() {
        if let mapping { _ = madvise(mapping, bytes.count, MADV_DONTNEED) }
    }

    deinit {
        if let mapping { munmap(mapping, bytes.count) }
    }
}
