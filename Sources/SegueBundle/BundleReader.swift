import Foundation
import SegueFiles

/// A model bundle, opened and verified.
///
/// Opening follows links to the directory once, so that all files come from the same generation even if `latest` moves
/// meanwhile, and checks the size and the SHA-256 of every file that the manifest lists. Files that it does not list are
/// never read.
public struct BundleReader: Sendable {
    /// The bundle's directory, links resolved.
    public let directory: URL
    /// What the bundle says about itself.
    public let manifest: BundleManifest

    /// Opens and verifies a bundle.
    ///
    /// - Parameter directory: The bundle's directory, or a link to it.
    /// - Throws: ``BundleError`` naming the file at fault.
    public init(opening directory: URL) throws(BundleError) {
        guard let path = FileStatus.resolved(directory.path) else { throw .missingFile(path: directory.path) }
        let manifest = try BundleManifest(readingFrom: path)
        self.directory = URL(fileURLWithPath: path, isDirectory: true)
        self.manifest = manifest
        for name in names { _ = try verified(name, keepsContents: false) }
    }

    /// The names of the files, sorted.
    public var names: [String] { manifest.files.keys.sorted() }

    /// Whether the bundle has a file.
    ///
    /// - Parameter name: The file's name.
    public func contains(_ name: String) -> Bool { manifest.files[name] != nil }

    /// Reads a file. The bytes returned are checked again, in case the file has changed since the bundle was opened.
    ///
    /// - Parameter name: The file's name.
    /// - Throws: ``BundleError`` naming the file when the bundle does not list it or it is not what the manifest says.
    public func contents(of name: String) throws(BundleError) -> Data {
        try verified(name, keepsContents: true).contents
    }

    /// The place of a file, for readers that map it.
    ///
    /// - Parameter name: The file's name.
    /// - Throws: ``BundleError`` when the bundle does not list the file.
    public func url(of name: String) throws(BundleError) -> URL {
        guard contains(name) else { throw .unlistedFile(name, path: directory.path) }
        return directory.appendingPathComponent(name)
    }

    private func verified(_ name: String, keepsContents: Bool) throws(BundleError) -> FileDigest {
        guard let record = manifest.files[name] else { throw .unlistedFile(name, path: directory.path) }
        let path = directory.appendingPathComponent(name).path
        let digest = try BundleError.explaining { () throws(FileError) in
            try FileDigest(path: path, expectedBytes: record.bytes, keepsContents: keepsContents)
        }
        guard digest.bytes == record.bytes else {
            throw .sizeMismatch(path: path, bytes: digest.bytes, expected: record.bytes)
        }
        guard digest.sha256 == record.sha256 else {
            throw .digestMismatch(path: path, digest: digest.sha256, expected: record.sha256)
        }
        return digest
    }
}
