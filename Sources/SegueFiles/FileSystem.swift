#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Changes on the disk. Every failed system call becomes a ``FileError`` naming path, operation and reason.
package struct FileSystem: Sendable {
    /// The file system of the machine.
    package static let live = FileSystem(calls: .live)

    package var calls: SystemCalls

    package init(calls: SystemCalls) { self.calls = calls }

    /// Creates a file that does not exist yet, with the bytes given. They are not yet sure to be on the disk.
    package func create(_ path: String, contents: UnsafeRawBufferPointer) throws(FileError) {
        let descriptor = try open(path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, operation: "create")
        do {
            try write(contents, to: descriptor, path: path)
        } catch {
            _ = calls.close(descriptor)
            throw error
        }
        try check(calls.close(descriptor), path, "close")
    }

    /// Opens a file, waiting out interruptions.
    package func open(_ path: String, flags: Int32, operation: String) throws(FileError) -> Int32 {
        try retry(path, operation) { calls.open(path, flags | O_CLOEXEC) }
    }

    /// Opens a file that is there.
    ///
    /// - Throws: ``FileError``: `missing` where nothing is, `notARegularFile` for a link that may not be followed.
    package func openExisting(_ path: String, flags: Int32) throws(FileError) -> Int32 {
        do {
            return try open(path, flags: flags, operation: "open")
        } catch {
            guard case .systemCallFailed(_, _, let code, _) = error else { throw error }
            switch code {
            case ENOENT, ENOTDIR: throw .missing(path: path)
            case ELOOP, ENXIO: throw .notARegularFile(path: path)
            default: throw error
            }
        }
    }

    /// Writes bytes to a descriptor, however many calls the system takes for them.
    package func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = calls.write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
            if written < 0, errno == EINTR { continue }
            guard written > 0, written <= rest.count else {
                let code = written < 0 ? errno : EIO
                throw .systemCallFailed(path: path, operation: "write", code: code, bytes: rest.count)
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Waits until a descriptor's data is on the disk.
    package func synchronize(_ descriptor: Int32, path: String) throws(FileError) {
        try retry(path, "sync") { calls.synchronize(descriptor) }
    }

    /// Waits until the entries of a directory, not its files' contents, are on the disk.
    package func synchronizeDirectory(_ path: String) throws(FileError) {
        let descriptor = try open(path, flags: O_RDONLY | O_DIRECTORY, operation: "open")
        let result = calls.synchronize(descriptor)
        let code = errno
        _ = calls.close(descriptor)
        // Some network file systems know no fsync of directories; there is nothing better to do on them.
        guard result >= 0 || code == EINVAL || code == ENOTSUP else {
            throw .systemCallFailed(path: path, operation: "sync", code: code, bytes: nil)
        }
    }

    /// Waits until all files and directories below a path, itself included, are on the disk.
    package func synchronizeTree(_ path: String) throws(FileError) {
        for name in try FileStatus.names(in: path) {
            let child = path + "/" + name
            switch try FileStatus.kind(of: child) {
            case .directory: try synchronizeTree(child)
            case .file: try synchronizeFile(child)
            case .missing, .link, .other: throw .notARegularFile(path: child)
            }
        }
        try synchronizeDirectory(path)
    }

    /// Waits until a file is on the disk.
    func synchronizeFile(_ path: String) throws(FileError) {
        let descriptor = try open(path, flags: O_RDONLY | O_NOFOLLOW, operation: "open")
        do {
            try synchronize(descriptor, path: path)
        } catch {
            _ = calls.close(descriptor)
            throw error
        }
        try check(calls.close(descriptor), path, "close")
    }

    /// Turns a negative result into an error.
    @discardableResult
    package func check(_ result: Int32, _ path: String, _ operation: String) throws(FileError) -> Int32 {
        guard result >= 0 else {
            throw .systemCallFailed(path: path, operation: operation, code: errno, bytes: nil)
        }
        return result
    }

    @discardableResult
    private func retry(
        _ path: String, _ operation: String, _ call: () -> Int32
    ) throws(FileError) -> Int32 {
        while true {
            let result = call()
            if result < 0, errno == EINTR { continue }
            return try check(result, path, operation)
        }
    }
}
