import Foundation

/// Writes a model bundle: a directory of files with a manifest that knows each one's size and SHA-256.
///
/// ```swift
/// let writer = BundleWriter(model: "attentional-user-gru", segueVersion: "1.0.0", created: Date())
/// try writer.write([
///     "configuration.json": .data(configuration),
///     "weights.safetensors": .file { url in try SafeTensorsWriter.write(weights, to: url) },
/// ], to: url)
/// ```
public struct BundleWriter: Sendable {
    /// The name of the model in the catalog of models.
    public let model: String
    /// The version of Segue, for the manifest.
    public let segueVersion: String
    /// When the bundle is made.
    public let created: Date
    private let fileSystem: FileSystem

    /// Makes a writer.
    ///
    /// - Parameters:
    ///   - model: The name of the model in the catalog of models.
    ///   - segueVersion: The version of Segue.
    ///   - created: When the bundle is made. Passed in, so that the same input gives the same bytes.
    public init(model: String, segueVersion: String, created: Date) {
        self.init(model: model, segueVersion: segueVersion, created: created, fileSystem: .live)
    }

    package init(model: String, segueVersion: String, created: Date, fileSystem: FileSystem) {
        self.model = model
        self.segueVersion = segueVersion
        self.created = created
        self.fileSystem = fileSystem
    }

    /// Writes a bundle, whole or not at all, in place of the one that stands there. A target that holds anything else is
    /// left alone.
    ///
    /// - Parameters:
    ///   - contents: The contents of each file, by name.
    ///   - target: The bundle's directory.
    /// - Returns: The manifest.
    /// - Throws: ``BundleError``, `FileError`, or what a content's closure throws; what stands at `target` is then
    ///   untouched.
    @discardableResult
    public func write(_ contents: [String: BundleContent], to target: URL) throws -> BundleManifest {
        try AtomicDirectory(target: target, ownership: .modelBundle, fileSystem: fileSystem)
            .write { try fill($0, with: contents) }
    }

    /// Writes a bundle's files into an empty directory that someone else makes durable, such as
    /// `VersionedDirectory.publish`.
    ///
    /// - Parameters:
    ///   - directory: The empty directory.
    ///   - contents: The contents of each file, by name.
    /// - Returns: The manifest.
    /// - Throws: ``BundleError``, `FileError`, or what a content's closure throws.
    @discardableResult
    public func fill(_ directory: URL, with contents: [String: BundleContent]) throws -> BundleManifest {
        var files: [String: BundleManifest.FileRecord] = [:]
        for (name, content) in contents.sorted(by: { $0.key < $1.key }) {
            guard BundleManifest.isAllowed(fileName: name) else {
                throw BundleError.unsafeName(name, path: directory.path)
            }
            let url = directory.appendingPathComponent(name)
            switch content {
            case .data(let data): try create(url, data)
            case .file(let write): try write(url)
            }
            let digest = try FileDigest(path: url.path)
            files[name] = BundleManifest.FileRecord(bytes: digest.bytes, sha256: digest.sha256)
        }
        let manifest = BundleManifest(segueVersion: segueVersion, model: model, created: created, files: files)
        let data = try manifest.encoded()
        try create(directory.appendingPathComponent(BundleManifest.fileName), data)
        try create(
            directory.appendingPathComponent(BundleManifest.digestFileName), BundleManifest.digestLine(of: data))
        return manifest
    }

    private func create(_ url: URL, _ data: Data) throws {
        try data.withUnsafeBytes { try fileSystem.create(url.path, contents: $0) }
    }
}
