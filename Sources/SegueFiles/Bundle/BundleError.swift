import SegueCore

/// What went wrong when a bundle was written or read.
public enum BundleError: Error, Equatable, Sendable {
    /// A file cannot be read or written.
    case file(FileError)
    /// The directory is no bundle, or lacks a file that its manifest lists.
    case missingFile(path: String)
    /// A name that could lead out of the bundle, or that the bundle keeps for itself.
    case unsafeName(String, path: String)
    /// A link, directory, pipe or device stands where a file should be.
    case notARegularFile(path: String)
    /// The manifest does not list the file that was asked for.
    case unlistedFile(String, path: String)
    /// A file is not as long as the manifest says.
    case sizeMismatch(path: String, bytes: Int, expected: Int)
    /// A file's contents are not those that the manifest was made of.
    case digestMismatch(path: String, digest: String, expected: String)
    /// The manifest cannot be understood.
    case malformedManifest(path: String, problem: String)
    /// The bundle was written by a newer version of the program.
    case newerFormat(path: String, found: Int, supported: Int)
}

extension BundleError {
    /// What a fault of a file means for the bundle that it belongs to.
    init(_ error: FileError) {
        self =
            switch error {
            case .missing(let path): .missingFile(path: path)
            case .notARegularFile(let path): .notARegularFile(path: path)
            case .wrongSize(let path, let bytes, let expected):
                .sizeMismatch(path: path, bytes: bytes, expected: expected)
            default: .file(error)
            }
    }

    /// Does something to a file of a bundle.
    static func explaining<Value>(_ body: () throws(FileError) -> Value) throws(BundleError) -> Value {
        do throws(FileError) { return try body() } catch { throw BundleError(error) }
    }
}

extension BundleError: CustomStringConvertible {
    /// The message for people: file, what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .file(let error):
            return "\(error)"
        case .missingFile(let path):
            return "\(path): no such file: this is not a complete model bundle; copy the bundle again"
        case .unsafeName(let name, let path):
            return "\(path): the file name '\(name)' is not allowed: expected letters, digits, '.', '_' and '-' only, "
                + "not beginning with '.', not the manifest's own"
        case .notARegularFile(let path):
            return "\(path): not a regular file: a bundle holds no links or directories; copy the bundle with its files"
        case .unlistedFile(let name, let path):
            return "\(path): the bundle has no file '\(name)'"
        case .sizeMismatch(let path, let bytes, let expected):
            let fault = bytes < expected ? "truncated" : "too long"
            return "\(path): \(bytes) bytes, manifest says \(expected): the file is \(fault); copy the bundle again"
        case .digestMismatch(let path, let digest, let expected):
            return "\(path): SHA-256 is \(digest), expected \(expected): the file was altered; copy the bundle again"
        case .malformedManifest(let path, let problem):
            return "\(path): malformed manifest: \(problem); copy the bundle again"
        case .newerFormat(let path, let found, let supported):
            return "\(path): bundle format \(found), this program reads up to \(supported): "
                + "use the version of the program that wrote the bundle, or a newer one"
        }
    }
}

extension BundleError: ExitCodeProviding {
    /// The file's own, 66 for a missing file, 65 for everything that is wrong with a bundle's contents.
    public var exitCode: Int32 {
        switch self {
        case .file(let error): error.exitCode
        case .missingFile: ExitCode.noInput
        default: ExitCode.badData
        }
    }
}
