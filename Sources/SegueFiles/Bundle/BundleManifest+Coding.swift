import Foundation

extension BundleManifest {
    /// The largest manifest that is read, in bytes.
    private static let maximumSize = 1 << 24

    /// Only the version, which every future manifest is to keep.
    private struct Version: Decodable {
        var formatVersion: Int
    }

    /// The contents of `manifest.json`.
    package func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// The contents of `manifest.json.sha256` for those of `manifest.json`.
    package static func digestLine(of manifest: Data) -> Data {
        Data("\(MessageDigest.sha256(of: manifest))  \(fileName)\n".utf8)
    }

    /// Reads and checks the manifest of a bundle.
    ///
    /// The version is looked at before the digest, so that a bundle of a newer program is called just that.
    ///
    /// - Parameter directory: The path of the bundle.
    init(readingFrom directory: String) throws(BundleError) {
        let path = directory + "/" + Self.fileName
        let manifest = try BundleError.explaining { () throws(FileError) in
            try FileDigest(path: path, limit: Self.maximumSize, keepsContents: true).contents
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let version: Version
        do {
            version = try decoder.decode(Version.self, from: manifest)
        } catch {
            throw .malformedManifest(path: path, problem: Self.explanation(of: error))
        }
        guard version.formatVersion <= Self.currentFormatVersion else {
            let supported = Self.currentFormatVersion
            throw .newerFormat(path: path, found: version.formatVersion, supported: supported)
        }
        try Self.checkDigest(of: manifest, directory: directory)
        do {
            self = try decoder.decode(BundleManifest.self, from: manifest)
        } catch {
            throw .malformedManifest(path: path, problem: Self.explanation(of: error))
        }
        try validate(path: path)
    }

    /// The manifest of a directory, checked for its form alone; nil when there is none.
    init?(claimedBy directory: String) {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let path = directory + "/" + Self.fileName
        guard let data = try? FileDigest(path: path, limit: Self.maximumSize, keepsContents: true).contents,
            let manifest = try? decoder.decode(BundleManifest.self, from: data)
        else { return nil }
        self = manifest
    }

    private static func checkDigest(of manifest: Data, directory: String) throws(BundleError) {
        let expected = digestLine(of: manifest)
        let path = directory + "/" + digestFileName
        let found = try BundleError.explaining { () throws(FileError) in
            try FileDigest(path: path, expectedBytes: expected.count, keepsContents: true).contents
        }
        guard found == expected else {
            let stated = String(validating: found.prefix(64), as: UTF8.self) ?? "unreadable"
            throw .digestMismatch(
                path: directory + "/" + fileName, digest: MessageDigest.sha256(of: manifest),
                expected: "\(stated) by \(digestFileName)")
        }
    }

    private func validate(path: String) throws(BundleError) {
        guard formatVersion > 0 else {
            throw .malformedManifest(path: path, problem: "format version \(formatVersion), expected 1 or more")
        }
        for (name, record) in files {
            guard Self.isAllowed(fileName: name) else { throw .unsafeName(name, path: path) }
            guard record.bytes >= 0 else {
                throw .malformedManifest(path: path, problem: "\(record.bytes) bytes for '\(name)', expected 0 or more")
            }
            let digits = record.sha256.utf8
            let isDigest = digits.count == 64 && digits.allSatisfy { "0123456789abcdef".utf8.contains($0) }
            guard isDigest else {
                throw .malformedManifest(path: path, problem: "the SHA-256 of '\(name)' is not 64 hexadecimal digits")
            }
        }
    }

    private static func explanation(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty
                ? context.debugDescription
                : "'\(context.codingPath.map(\.stringValue).joined(separator: "."))': \(context.debugDescription)"
        default: "not valid JSON"
        }
    }
}
