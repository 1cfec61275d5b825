import Foundation
import SegueBundle
import SegueFiles

/// The folder that a command writes a model bundle to, checked and locked before anything is computed.
struct BundleOutput {
    let url: URL
    private let lock: DirectoryLock

    /// Claims a folder.
    ///
    /// - Parameters:
    ///   - path: The folder; it must be missing, empty, or a model bundle and nothing else.
    ///   - command: The command that writes there, as shown to others who want the folder.
    /// - Throws: `FileError`.
    init(claiming path: String, command: String) throws {
        url = URL(fileURLWithPath: path)
        try FolderOwnership.modelBundle.check(url.path)
        lock = try DirectoryLock(for: url, purpose: "segue \(command)")
    }

    /// Writes the bundle in place of an earlier one.
    func write(_ bundle: ModelBundle) throws { try bundle.write(to: url) }

    /// Lets others use the folder.
    func release() { lock.release() }
}
