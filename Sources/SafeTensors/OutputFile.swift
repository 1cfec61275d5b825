#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file being written under a temporary name.
final class OutputFile {
    private let path: String
    private var descriptor: Int32

    /// Creates the file, emptying one that an interrupted run left.
    init(path: String) throws(SafeTensorsError.Problem) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .systemCallFailed(operation: "create", code: errno, bytes: nil) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends bytes, however many calls the system takes for them.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SafeTensorsError.Problem) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let block = UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Glibc)
                let written = Glibc.write(descriptor, block.baseAddress, block.count)
            #elseif canImport(Musl)
                let written = Musl.write(descriptor, block.baseAddress, block.count)
            #else
                // Darwin refuses more than INT_MAX bytes in one call.
                let written = Darwin.write(descriptor, block.baseAddress, min(block.count, 1 << 30))
            #endif
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw .systemCallFailed(operation: "write", code: written < 0 ? errno : EIO, bytes: rest.count)
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Brings the data to the disk, closes the file and gives it its final name.
    func finish(renamingTo final: String) throws(SafeTensorsError.Problem) {
        guard fsync(descriptor) == 0 else { throw .systemCallFailed(operation: "sync", code: errno, bytes: nil) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw .systemCallFailed(operation: "close", code: errno, bytes: nil) }
        guard rename(path, final) == 0 else {
            throw .systemCallFailed(operation: "rename", code: errno, bytes: nil)
        }
    }

    /// Gives the file up after an error.
    func abandon() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        unlink(path)
    }
}
