import Foundation
import SegueCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The size and the SHA-256 of a file, and its contents if they are wanted.
package struct FileDigest {
    /// The size in bytes.
    package private(set) var bytes = 0
    /// The SHA-256 in 64 lower-case hexadecimal digits.
    package private(set) var sha256 = ""
    /// The contents, when they were to be kept.
    package private(set) var contents = Data()

    private static let blockSize = 1 << 20

    /// Reads a regular file. Links are refused.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - expectedBytes: The size it must have; checked before anything is read or allocated.
    ///   - limit: The size it may have at most.
    ///   - keepsContents: Whether to keep the contents.
    package init(
        path: String, expectedBytes: Int? = nil, limit: Int = .max, keepsContents: Bool = false
    ) throws(FileError) {
        let descriptor = try FileSystem.live.openExisting(path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        defer { close(descriptor) }
        let size = try Self.size(of: descriptor, path: path)
        if let expectedBytes, size != expectedBytes {
            throw .wrongSize(path: path, bytes: size, expected: expectedBytes)
        }
        guard size <= limit else { throw .wrongSize(path: path, bytes: size, expected: limit) }
        if keepsContents { contents.reserveCapacity(size) }
        try read(descriptor, path: path, size: size, keepsContents: keepsContents)
    }

    private mutating func read(
        _ descriptor: Int32, path: String, size: Int, keepsContents: Bool
    ) throws(FileError) {
        var hasher = MessageDigest()
        var block = [UInt8](repeating: 0, count: size < Self.blockSize ? size + 1 : Self.blockSize)
        while true {
            let count = block.withUnsafeMutableBytes { Self.readBlock(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw .systemCallFailed(path: path, operation: "read", code: errno, bytes: nil)
            }
            if count == 0 { break }
            bytes += count
            // A file that grows while it is read must not fill the memory.
            guard bytes <= size else { throw .wrongSize(path: path, bytes: bytes, expected: size) }
            block.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
            if keepsContents { contents.append(contentsOf: block.prefix(count)) }
        }
        sha256 = Hexadecimal.text(hasher.finalize())
    }

    private static func readBlock(_ descriptor: Int32, _ block: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, block.baseAddress, block.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, block.baseAddress, block.count)
        #else
            Darwin.read(descriptor, block.baseAddress, block.count)
        #endif
    }

    private static func size(of descriptor: Int32, path: String) throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .systemCallFailed(path: path, operation: "examine", code: errno, bytes: nil)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
        return Int(status.st_size)
    }
}
