#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The bytes of a file, mapped into memory for reading and released with the object.
///
/// It may cross threads because nothing writes to the mapping.
final class MappedFile: @unchecked Sendable {
    /// The whole file. Valid as long as this object lives.
    let bytes: UnsafeRawBufferPointer

    /// Maps a regular file.
    init(path: String) throws(SafeTensorsError.Problem) {
        // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .systemCallFailed(operation: "open", code: errno, bytes: nil) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .systemCallFailed(operation: "examine", code: errno, bytes: nil)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile }
        guard let size = Int(exactly: status.st_size), size > 0 else { throw .tooShort(bytes: 0) }
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .systemCallFailed(operation: "map", code: errno, bytes: nil)
        }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}
