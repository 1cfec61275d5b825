import Foundation

@testable import SegueFiles

/// A folder for one test, removed afterwards. Links in its path are resolved.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.resolvingSymlinksInPath())
}

/// The names in a folder, hidden ones included.
func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

extension FolderOwnership {
    /// Owns every file.
    static let everything = FolderOwnership("a sample") { path in Set((try? FileStatus.names(in: path)) ?? []) }
    /// Owns the file `own`.
    static let one = FolderOwnership("a sample") { _ in ["own"] }
}
