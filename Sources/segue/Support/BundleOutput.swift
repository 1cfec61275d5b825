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

    /// The folder of a run whose bundle goes to a path, which must lie beside the bundle: each of the two is replaced or
    /// filled as a whole.
    ///
    /// - Parameters:
    ///   - bundle: The bundle's folder.
    ///   - chosen: The run's folder; nil for the one beside the bundle.
    /// - Throws: `FileError` when one of the two is the other or lies in it.
    static func runFolder(for bundle: String, chosen: String?) throws -> URL {
        let bundle = URL(fileURLWithPath: bundle)
        let run = URL(fileURLWithPath: chosen ?? bundle.path + ".run")
        let paths = [bundle, run].map { $0.standardizedFileURL.resolvingSymlinksInPath().path }
        guard !paths[0].isInside(paths[1]), !paths[1].isInside(paths[0]) else {
            throw FileError.notReplaceable(
                path: run.path,
                problem:
                    "the run's folder and the bundle's, \(bundle.path), must not be the same, nor one in the other; "
                    + "name two folders side by side with --output and --run-directory")
        }
        return run
    }

    /// Writes the bundle in place of an earlier one.
    func write(_ bundle: ModelBundle) throws { try bundle.write(to: url) }

    /// Lets others use the folder.
    func release() { lock.release() }
}

extension String {
    /// Whether this path is another, or leads to something in it.
    fileprivate func isInside(_ folder: String) -> Bool {
        self == folder || hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }
}
