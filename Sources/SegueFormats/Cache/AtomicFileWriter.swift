import Foundation
import SegueFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes a file so that it appears complete or not at all: a temporary file beside it, fsync, rename, fsync of the folder.
/// A device or a pipe is written to as it stands, and never replaced by a file.
final class AtomicFileWriter {
    private static let bufferSize = 1 << 18

    private let path: String
    /// Nil for a device or a pipe.
    private let temporaryPath: String?
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// Begins to write a file; its folder must exist.
    ///
    /// - Throws: ``ReadError`` of kind `inputOutput`.
    init(path: String) throws {
        self.path = path
        guard (try? FileStatus.kind(of: path)) != .other else {
            temporaryPath = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure("cannot be opened") }
            return
        }
        var template = Array("\(path).XXXXXX.partial".utf8CString)
        descriptor = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkstemps($0, Int32(".partial".utf8.count)) } ?? -1
        }
        temporaryPath = String(bytes: template.dropLast().map { UInt8(bitPattern: $0) }, encoding: .utf8) ?? path
        guard descriptor >= 0 else { throw failure("cannot be created") }
        _ = fchmod(descriptor, 0o644)
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if let temporaryPath { unlink(temporaryPath) }
    }

    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if buffer.count + bytes.count > Self.bufferSize { try flush() }
        if bytes.count >= Self.bufferSize { return try writeThrough(bytes) }
        buffer.append(contentsOf: bytes)
    }

    /// Appends a text.
    func write(_ text: String) throws {
        var copy = text
        try copy.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Makes the file appear under its name.
    func commit() throws {
        try flush()
        guard let temporaryPath else {
            let closed = close(descriptor)
            descriptor = -1
            guard closed == 0 else { throw failure("cannot be written") }
            return
        }
        guard fsync(descriptor) == 0 else { throw failure("cannot be written to the disk") }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporaryPath, path) == 0 else {
            let error = failure("cannot be put in place")
            unlink(temporaryPath)
            throw error
        }
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try writeThrough($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws {
        guard DescriptorWriting.writeAll(bytes, to: descriptor) else { throw failure("cannot be written") }
    }

    private func failure(_ what: String) -> ReadError {
        ReadError(
            .inputOutput, path: path, problem: "\(what) (\(String(cString: strerror(errno))))",
            remedy: "Check the space and the permissions of its folder.")
    }
}
