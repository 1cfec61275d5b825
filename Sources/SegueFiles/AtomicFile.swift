import Foundation

/// Writes small files so that they appear whole or not at all.
public enum AtomicFile {
    /// Writes a file in place of the one that stands there, by way of a temporary file beside it. A device or a pipe is
    /// written to instead, and never replaced by a file.
    ///
    /// - Throws: ``FileError``; the earlier file is then still in place.
    public static func write(_ data: Data, to url: URL) throws { try write(data, to: url, fileSystem: .live) }

    /// Whether a name is that of a temporary file on the way to become a file of the given name.
    static func isTemporary(_ name: String, of file: String) -> Bool {
        name.hasPrefix(temporaryPrefix(of: file)) && name.hasSuffix(temporarySuffix)
    }

    private static func temporaryPrefix(of file: String) -> String { ".\(file)." }
    private static let temporarySuffix = ".partial"

    package static func write(_ data: Data, to url: URL, fileSystem: FileSystem) throws {
        guard try FileStatus.kind(of: url.path) != .other else {
            return try writeThrough(data, to: url.path, fileSystem)
        }
        let parent = FileStatus.parent(of: url.path)
        let temporary = "\(parent)/\(temporaryPrefix(of: url.lastPathComponent))\(UUID().uuidString)\(temporarySuffix)"
        do {
            try data.withUnsafeBytes { try fileSystem.create(temporary, contents: $0) }
            try fileSystem.synchronizeFile(temporary)
            try fileSystem.rename(temporary, to: url.path)
        } catch {
            _ = fileSystem.calls.unlink(temporary)
            throw error
        }
        try fileSystem.synchronizeDirectory(parent)
    }

    private static func writeThrough(_ data: Data, to path: String, _ fileSystem: FileSystem) throws {
        let descriptor = try fileSystem.open(path, flags: O_WRONLY, operation: "open")
        defer { _ = fileSystem.calls.close(descriptor) }
        try data.withUnsafeBytes { try fileSystem.write($0, to: descriptor, path: path) }
    }
}
