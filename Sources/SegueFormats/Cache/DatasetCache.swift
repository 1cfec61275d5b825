import Foundation
import SegueData
import SegueFiles

/// Binary copies of files that were read, so that they need not be parsed again.
///
/// A copy goes by the SHA-256 of the file's bytes, the format, the layout of columns and the version of the cache. A copy
/// that is damaged, truncated or of another version is ignored and written anew; it can never change a result.
public struct DatasetCache: Sendable {
    /// The folder with the copies.
    public let directory: URL

    /// Version of the files; a change of their content needs a new one.
    static let version: UInt64 = 3
    private static let magic: UInt64 = 0x0045_4843_4143_4753  // "SGCACHE"
    private static let digestLength = 32

    /// Uses a folder; it is made when something is stored.
    public init(directory: URL) {
        self.directory = directory
    }

    /// `$SEGUE_CACHE`, else `$XDG_CACHE_HOME/segue`, else `~/.cache/segue`.
    public static var defaultDirectory: URL {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["SEGUE_CACHE"], !folder.isEmpty { return URL(fileURLWithPath: folder) }
        if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
            return URL(fileURLWithPath: folder).appendingPathComponent("segue")
        }
        return URL(fileURLWithPath: NSHomeDirectory()).appendingPathComponent(".cache/segue")
    }

    /// What a copy goes by.
    struct Key: Equatable {
        var sha256: String
        var formatName: String
        /// The layout of columns as text.
        var layout: String

        /// The text that stands in the file.
        var text: String { "\(version)\n\(sha256)\n\(formatName)\n\(layout)" }

        /// The name of the file: the beginning of the hash of ``text``.
        var fileName: String {
            MessageDigest.sha256(of: Array(text.utf8)).prefix(32) + ".segue-log"
        }
    }

    /// The outcome of a look into the cache.
    enum Lookup {
        case found(InteractionFileReader.Content)
        case absent
        case unusable(String)
    }

    /// Looks for a copy.
    ///
    /// - Parameter file: the path that the log's source shall show.
    func load(_ key: Key, file: String) -> Lookup {
        let path = directory.appendingPathComponent(key.fileName).path
        guard FileManager.default.fileExists(atPath: path) else { return .absent }
        do {
            let cached = try Self.decode(try MappedFile(path: path), key: key)
            return .found(cached.changingSource { ($0.file, $0.notes) = (file, []) })
        } catch {
            return .unusable("The cache file \(path) was not usable and is written anew: \(error)")
        }
    }

    /// Writes a copy.
    ///
    /// - Throws: `FileError`, or ``ReadError`` of kind `inputOutput` when the folder cannot be made.
    func store(_ dataset: InteractionFileReader.Content, key: Key) throws {
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        } catch {
            throw ReadError(
                .inputOutput, path: directory.path,
                problem: "the cache folder cannot be made (\(SystemErrorText.reason(of: error)))",
                remedy: "Choose another one with SEGUE_CACHE.")
        }
        let writer = try AtomicFileWriter(path: directory.appendingPathComponent(key.fileName).path)
        var digest = MessageDigest()
        let encoder = BinaryEncoder { bytes in
            digest.update(bytes)
            try writer.write(bytes)
        }
        try encoder.put(Self.magic)
        try encoder.put(Self.version)
        try encoder.put(key.text)
        try dataset.log.encode(to: encoder)
        try dataset.catalog.encode(to: encoder)
        let json = JSONEncoder()
        json.outputFormatting = .sortedKeys
        try encoder.put(Array(try json.encode(dataset.firstRows)))
        try writer.write(digest.finalize())
        try writer.commit()
    }

    private static func decode(_ file: MappedFile, key: Key) throws -> InteractionFileReader.Content {
        let bytes = file.bytes
        guard bytes.count > digestLength else { throw BinaryDecodingError(description: "it ends too early") }
        let body = UnsafeRawBufferPointer(rebasing: bytes.dropLast(digestLength))
        guard MessageDigest.digest(of: body).elementsEqual(bytes.suffix(digestLength)) else {
            throw BinaryDecodingError(description: "the checksum does not match")
        }
        file.releasePages()
        var decoder = BinaryDecoder(body)
        guard try decoder.number() == magic, try decoder.number() == version, try decoder.string() == key.text else {
            throw BinaryDecodingError(description: "it belongs to another version or to other data")
        }
        let log = try InteractionLog(from: &decoder)
        let catalog = try ItemCatalog(from: &decoder)
        let rows: [UInt8] = try decoder.array()
        try decoder.finish()
        return InteractionFileReader.Content(
            log: log, catalog: catalog, firstRows: try JSONDecoder().decode([SampleRow].self, from: Data(rows)))
    }
}
