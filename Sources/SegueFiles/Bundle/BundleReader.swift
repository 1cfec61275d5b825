import Foundation

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
    /// Files that were kept when they were checked.
    private let kept: [String: Data]

    /// Larger files are mapped, or read again, where they are used.
    private static let largestKept = 4 << 20

    /// Opens and verifies a bundle.
    ///
    /// - Parameter directory: The bundle's directory, or a link to it.
    /// - Throws: ``BundleError`` naming the file at fault.
    public init(opening directory: URL) throws(BundleError) {
        guard let path = FileStatus.resolved(directory.path) else { throw .missingFile(path: directory.path) }
        let manifest = try BundleManifest(readingFrom: path)
        self.directory = URL(fileURLWithPath: path, isDirectory: true)
        self.manifest = manifest
        var kept: [String: Data] = [:]
        for (name, record) in manifest.files.sorted(by: { $0.key < $1.key }) {
            let keeps = record.bytes <= Self.largestKept
            let digest = try Self.verified(name, record, in: path, keepsContents: keeps)
            if keeps { kept[name] = digest.contents }
        }
        self.kept = kept
    }

    /// The names of the files, sorted.
    public var names: [String] { manifest.files.keys.sorted() }

    /// Whether the bundle has a file.
    ///
    /// - Parameter name: The file's name.
    public func contains(_ name: String) -> Bool { manifest.files[name] != nil }

    /// Reads a file. It was checked when the bundle was opened; small ones were kept then and are not read again.
    ///
    /// - Parameter name: The file's name.
    /// - Throws: ``BundleError`` naming the file when the bundle does not list it or it is not what the manifest says.
    public func contents(of name: String) throws(BundleError) -> Data {
        guard let record = manifest.files[name] else { throw .unlistedFile(name, path: directory.path) }
        if let kept = kept[name] { return kept }
        let path = directory.appendingPathComponent(name).path
        return try BundleError.explaining { () throws(FileError) in
            try FileDigest(path: path, expectedBytes: record.bytes, keepsContents: true).contents
        }
    }

    /// The place of a file, for readers that map it.
    ///
    /// - Parameter name: The file's name.
    /// - Throws: ``BundleError`` when the bundle does not list the file.
    public func url(of name: String) throws(BundleError) -> URL {
        guard contains(name) else { throw .unlistedFile(name, path: directory.path) }
        return directory.appendingPathComponent(name)
    }

    private static func verified(
        _ name: String, _ record: BundleManifest.FileRecord, in directory: String, keepsContents: Bool
    ) throws(BundleError) -> FileDigest {
        let path = directory + "/" + name
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
