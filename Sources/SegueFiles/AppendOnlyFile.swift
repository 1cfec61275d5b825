import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that only grows. What has been appended is with the operating system at once, so a killed program loses nothing;
/// it is on the disk after ``close()``.
package final class AppendOnlyFile {
    package let path: String
    /// The size in bytes.
    package private(set) var size: Int
    private var descriptor: Int32
    private let fileSystem: FileSystem

    /// Opens a file, creating it if it is missing.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - repair: Gets the contents of what is there and says how many bytes of it to keep.
    ///   - fileSystem: Where to write.
    package init(path: String, fileSystem: FileSystem, repair: (FileTail) throws -> Int) throws {
        descriptor = -1
        self.path = path
        self.fileSystem = fileSystem
        size = 0
        descriptor = try fileSystem.open(path, flags: O_RDWR | O_CREAT | O_APPEND, operation: "open")
        var status = stat()
        try fileSystem.check(fstat(descriptor, &status), path, "examine")
        let found = Int(status.st_size)
        size = try repair(FileTail(descriptor: descriptor, size: found, path: path))
        if size < found { try fileSystem.check(fileSystem.calls.truncate(descriptor, size), path, "shorten") }
    }

    deinit {
        if descriptor >= 0 { _ = fileSystem.calls.close(descriptor) }
    }

    /// Appends bytes. If that fails midway, what was written of them is taken back.
    package func append(_ data: Data) throws {
        guard descriptor >= 0 else { throw FileError.closed(path: path) }
        do {
            try data.withUnsafeBytes { try fileSystem.write($0, to: descriptor, path: path) }
        } catch {
            _ = fileSystem.calls.truncate(descriptor, size)
            throw error
        }
        size += data.count
    }

    /// Waits until everything is on the disk.
    package func synchronize() throws {
        guard descriptor >= 0 else { throw FileError.closed(path: path) }
        try fileSystem.synchronize(descriptor, path: path)
    }

    /// Brings everything to the disk and closes the file. Closing twice does nothing.
    package func close() throws {
        guard descriptor >= 0 else { return }
        defer { descriptor = -1 }
        do {
            try fileSystem.synchronize(descriptor, path: path)
        } catch {
            _ = fileSystem.calls.close(descriptor)
            throw error
        }
        try fileSystem.check(fileSystem.calls.close(descriptor), path, "close")
    }
}
