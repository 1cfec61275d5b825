import Foundation

/// What a bundle says about itself: `manifest.json`.
///
/// The SHA-256 of the manifest stands beside it in `manifest.json.sha256`, in the form that `sha256sum -c` understands.
public struct BundleManifest: Codable, Sendable, Equatable {
    /// A file's size and checksum.
    public struct FileRecord: Codable, Sendable, Equatable {
        /// The size in bytes.
        public let bytes: Int
        /// The SHA-256 in 64 lower-case hexadecimal digits.
        public let sha256: String

        /// Records a file.
        ///
        /// - Parameters:
        ///   - bytes: The size in bytes.
        ///   - sha256: The SHA-256 in 64 lower-case hexadecimal digits.
        public init(bytes: Int, sha256: String) {
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// The newest layout of bundles that this program reads, and the one it writes.
    public static let currentFormatVersion = 2
    /// The manifest's own file name.
    public static let fileName = "manifest.json"
    /// The name of the file with the manifest's SHA-256.
    public static let digestFileName = "manifest.json.sha256"

    /// The layout of the bundle.
    public let formatVersion: Int
    /// The version of Segue that wrote the bundle.
    public let segueVersion: String
    /// The name of the model in the catalog of models.
    public let model: String
    /// When the bundle was made, in whole seconds; in the file as ISO 8601.
    public let created: Date
    /// The files of the bundle, by name. The manifest and its digest are not among them.
    public let files: [String: FileRecord]

    /// Makes a manifest.
    ///
    /// - Parameters:
    ///   - formatVersion: The layout of the bundle.
    ///   - segueVersion: The version of Segue that writes the bundle.
    ///   - model: The name of the model in the catalog of models.
    ///   - created: When the bundle is made; fractions of a second are dropped.
    ///   - files: The files, by name.
    public init(
        formatVersion: Int = Self.currentFormatVersion, segueVersion: String, model: String, created: Date,
        files: [String: FileRecord]
    ) {
        self.formatVersion = formatVersion
        self.segueVersion = segueVersion
        self.model = model
        self.created = Date(timeIntervalSince1970: created.timeIntervalSince1970.rounded(.down))
        self.files = files
    }

    /// Whether a file of a bundle may have a name. The rule leaves no way out of the directory, and no two names that
    /// some file system takes for the same except by case.
    ///
    /// - Parameter name: The name.
    public static func isAllowed(fileName name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
        }
        return isPlain && !name.isEmpty && name.utf8.count <= 128 && !name.hasPrefix(".")
            && name != fileName && name != digestFileName
    }
}
