#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes a file of any length piece by piece, so that it appears under its name whole or not at all: a temporary file
/// beside it, brought to the disk, renamed. What was written goes away with the object unless it is committed.
///
/// A device or a pipe is written to as it stands, and never replaced by a file.
package final class AtomicFileWriter {
    private static let bufferSize = 1 << 16

    private let path: String
    /// Where the bytes go until the file is complete; nil for a device or a pipe.
    private let temporaryPath: String?
    private let fileSystem: FileSystem
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private var isCommitted = false

    /// Begins to write a file; its folder must exist.
    ///
    /// - Throws: ``FileError``, which names `path`.
    package init(path: String, fileSystem: FileSystem = .live) throws(FileError) {
        self.path = path
        self.fileSystem = fileSystem
        let temporaryPath = try Self.isSpecial(path) ? nil : AtomicFile.temporaryPath(for: path)
        self.temporaryPath = temporaryPath
        descriptor = -1
        guard let temporaryPath else {
            descriptor = try fileSystem.open(path, flags: O_WRONLY, operation: "open")
            return
        }
        do {
            descriptor = try fileSystem.open(
                temporaryPath, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, operation: "create")
        } catch {
            guard case .systemCallFailed(_, let operation, let code, let bytes) = error else { throw error }
            throw .systemCallFailed(path: path, operation: operation, code: code, bytes: bytes)
        }
    }

    deinit {
        if descriptor >= 0 { _ = fileSystem.calls.close(descriptor) }
        if let temporaryPath, !isCommitted { _ = fileSystem.calls.unlink(temporaryPath) }
    }

    /// Whether a device or a pipe stands at a path, or a link to one.
    private static func isSpecial(_ path: String) throws(FileError) -> Bool {
        switch try FileStatus.kind(of: path) {
        case .other: return true
        case .link:
            guard let target = FileStatus.resolved(path) else { return false }
            return try isSpecial(target)
        case .missing, .file, .directory: return false
        }
    }

    /// Appends bytes.
    ///
    /// - Throws: ``FileError``.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        if buffer.count + bytes.count > Self.bufferSize { try flush() }
        guard bytes.count < Self.bufferSize else {
            return try fileSystem.write(bytes, to: descriptor, path: path)
        }
        buffer.append(contentsOf: bytes)
    }

    /// Appends bytes.
    ///
    /// - Throws: ``FileError``.
    package func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Brings the file to the disk and makes it appear under its name.
    ///
    /// - Throws: ``FileError``; what stood under the name is then still in place.
    package func commit() throws {
        try flush()
        if temporaryPath != nil { try fileSystem.synchronize(descriptor, path: path) }
        let closed = fileSystem.calls.close(descriptor)
        descriptor = -1
        try fileSystem.check(closed, path, "close")
        guard let temporaryPath else { return }
        try fileSystem.rename(temporaryPath, to: path)
        isCommitted = true
        try fileSystem.synchronizeDirectory(FileStatus.parent(of: path))
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try fileSystem.write($0, to: descriptor, path: path) }
        buffer.removeAll(keepingCapacity: true)
    }
}
