import Foundation

/// Writes small files so that they appear whole or not at all.
public enum AtomicFile {
    /// Writes a file in place of the one that stands there, by way of a temporary file beside it. A device or a pipe is
    /// written to instead, and never replaced by a file.
    ///
    /// - Throws: ``FileError``; the earlier file is then still in place.
    public static func write(_ data: Data, to url: URL) throws {
        let writer = try AtomicFileWriter(path: url.path)
        try data.withUnsafeBytes { try writer.write($0) }
        try writer.commit()
    }

    /// Whether a name is that of a temporary file on the way to become a file of the given name.
    static func isTemporary(_ name: String, of file: String) -> Bool {
        name.hasPrefix(temporaryPrefix(of: file)) && name.hasSuffix(temporarySuffix)
    }

    /// A path beside a file for what is on the way to become it.
    static func temporaryPath(for path: String) -> String {
        let url = URL(fileURLWithPath: path)
        let name = "\(temporaryPrefix(of: url.lastPathComponent))\(UUID().uuidString)\(temporarySuffix)"
        return "\(FileStatus.parent(of: path))/\(name)"
    }

    private static func temporaryPrefix(of file: String) -> String { ".\(file)." }
    private static let temporarySuffix = ".partial"
}
