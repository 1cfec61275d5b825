import Foundation
import SegueFiles

/// Where a command's answer goes: standard output, or a file that appears under its name only when it is complete. What a
/// failed command has written of it goes away with the sink.
final class OutputSink {
    private static let bufferSize = 1 << 16
    private static let standardOutputName = "standard output"

    /// Nil for standard output.
    private let file: AtomicFileWriter?
    /// What is on its way to standard output.
    private var buffer: [UInt8] = []

    /// Opens a file.
    /// - Parameters:
    ///   - path: Its path; nil or `-` for standard output.
    ///   - replacement: When a file that is there already is replaced.
    ///   - inputs: Files that are read, and never replaced.
    /// - Throws: `FileError`.
    init(path: String?, replacing replacement: FileOutput.Replacement, inputs: [String] = []) throws {
        guard let path, path != "-" else {
            file = nil
            return
        }
        file = try AtomicFileWriter(path: FileOutput(path, replacing: replacement, inputs: inputs).url.path)
    }

    /// Appends bytes.
    func write(_ bytes: [UInt8]) throws {
        if let file { return try file.write(bytes) }
        buffer += bytes
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes what is left and gives the file its name.
    func finish() throws {
        if let file { return try file.commit() }
        try flush()
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try Self.writeToStandardOutput($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes to standard output; ends the program when its reader has gone away.
    static func writeToStandardOutput(_ bytes: UnsafeRawBufferPointer) throws {
        do {
            try FileSystem.live.write(bytes, to: 1, path: standardOutputName)
        } catch {
            guard case .systemCallFailed(_, _, EPIPE, _) = error else { throw error }
            exit(128 + SIGPIPE)
        }
    }
}
