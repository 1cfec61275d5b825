import Foundation
import SegueFiles

/// Where a command's answer goes: standard output, or a file that appears under its name only when it is complete.
final class OutputSink {
    private static let bufferSize = 1 << 16

    private let fileSystem = FileSystem.live
    /// Nil for standard output.
    private let path: String?
    /// Where the bytes go until the file is complete; the path itself where that is no regular file, such as a pipe.
    private let writtenPath: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isOpen = true

    /// Opens a file.
    /// - Parameters:
    ///   - path: Its path; nil or `-` for standard output.
    ///   - replacement: When a file that is there already is replaced.
    ///   - inputs: Files that are read, and never replaced.
    /// - Throws: `FileError`.
    init(path: String?, replacing replacement: FileOutput.Replacement, inputs: [String] = []) throws {
        guard let path, path != "-" else {
            (self.path, writtenPath, descriptor) = (nil, Self.standardOutputName, 1)
            return
        }
        let file = try FileOutput(path, replacing: replacement, inputs: inputs)
        let (url, isSpecial) = (file.url, file.isSpecial)
        let partialName = ".\(url.lastPathComponent).\(UUID().uuidString).partial"
        self.path = url.path
        writtenPath = isSpecial ? url.path : url.deletingLastPathComponent().appendingPathComponent(partialName).path
        let flags = O_WRONLY | (isSpecial ? 0 : O_CREAT | O_EXCL)
        descriptor = try Self.open(writtenPath, flags: flags, for: path)
    }

    /// Opens a file; an error tells of the path that was asked for.
    private static func open(_ writtenPath: String, flags: Int32, for path: String) throws -> Int32 {
        do {
            return try FileSystem.live.open(writtenPath, flags: flags, operation: "create")
        } catch {
            guard let code = code(of: error) else { throw error }
            throw FileError.systemCallFailed(path: path, operation: "create", code: code, bytes: nil)
        }
    }

    /// The number of a failed system call.
    private static func code(of error: FileError) -> Int32? {
        if case .systemCallFailed(_, _, let code, _) = error { code } else { nil }
    }

    /// Appends bytes.
    func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes what is left and gives the file its name.
    func finish() throws {
        try flush()
        guard let path else { return }
        isOpen = false
        let isPartial = writtenPath != path
        if isPartial { try fileSystem.synchronize(descriptor, path: writtenPath) }
        try fileSystem.check(close(descriptor), writtenPath, "close")
        if isPartial { try fileSystem.rename(writtenPath, to: path) }
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { bytes in
            if path == nil {
                try Self.writeToStandardOutput(bytes)
            } else {
                try fileSystem.write(bytes, to: descriptor, path: writtenPath)
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static let standardOutputName = "standard output"

    /// Writes to standard output; ends the program when its reader has gone away.
    static func writeToStandardOutput(_ bytes: UnsafeRawBufferPointer) throws {
        do {
            try FileSystem.live.write(bytes, to: 1, path: standardOutputName)
        } catch {
            guard code(of: error) != EPIPE else { exit(128 + SIGPIPE) }
            throw error
        }
    }
}
