import Foundation

/// A directory that is on the disk whole or not at all, whenever the program is killed or the power fails.
///
/// The new directory is written beside the target as `.NAME.partial`; its files and the directory are brought to the
/// disk; then it takes the target's name in one step, and the parent directory is brought to the disk too. A directory
/// that stood there before is swapped with the new one, so at every moment the name leads to one of the two, complete.
///
/// Where the file system cannot swap (some network file systems), the old directory is moved to `.NAME.previous` first.
/// If the program dies right between the two steps, ``recover()`` puts it back.
///
/// One process at a time may write to a target.
public struct AtomicDirectory: Sendable {
    /// The directory to be written.
    public let target: URL
    private let fileSystem: FileSystem

    /// Names the directory to be written. Nothing happens on the disk yet.
    ///
    /// - Parameter target: The directory; it and those above it may be missing.
    public init(target: URL) { self.init(target: target, fileSystem: .live) }

    package init(target: URL, fileSystem: FileSystem) {
        self.target = target
        self.fileSystem = fileSystem
    }

    /// Whether a name belongs to a temporary of this type.
    static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(".") && (name.hasSuffix(".partial") || name.hasSuffix(".previous"))
    }

    private var parent: String { target.deletingLastPathComponent().path }
    private var staging: String { "\(parent)/.\(target.lastPathComponent).partial" }
    private var previous: String { "\(parent)/.\(target.lastPathComponent).previous" }

    /// Clears up after an earlier run that was killed while writing. Call it once when a program starts.
    ///
    /// - Throws: ``BundleError`` when something cannot be moved or removed.
    public func recover() throws(BundleError) {
        if try FileStatus.kind(of: previous) != .missing {
            if try FileStatus.kind(of: target.path) == .missing {
                try fileSystem.rename(previous, to: target.path)
                try fileSystem.synchronizeDirectory(parent)
            } else {
                try fileSystem.remove(previous)
            }
        }
        try fileSystem.remove(staging)
    }

    /// Writes the directory and replaces the one that stands there, if any.
    ///
    /// - Parameter fill: Writes the contents into the directory it is given. It need not sync anything.
    /// - Throws: ``BundleError``, or what `fill` throws. The old directory is then still in place. There is one
    ///   exception: when only the last step fails, the sync of the parent directory, the new one is in place, but a power
    ///   failure might bring the old one back.
    public func write<Result>(_ fill: (URL) throws -> Result) throws -> Result {
        try fileSystem.makeDirectories(parent)
        try recover()
        let result: Result
        do {
            try fileSystem.makeDirectory(staging)
            result = try fill(URL(fileURLWithPath: staging, isDirectory: true))
            try fileSystem.synchronizeTree(staging)
            try publish()
        } catch {
            try? fileSystem.remove(staging)
            throw error
        }
        try fileSystem.synchronizeDirectory(parent)
        // The old directory is now under one of the temporary names. If it resists, the next start reports it; the
        // write itself has succeeded.
        try? fileSystem.remove(previous)
        try? fileSystem.remove(staging)
        return result
    }

    private func publish() throws(BundleError) {
        guard try FileStatus.kind(of: target.path) != .missing else {
            return try fileSystem.rename(staging, to: target.path)
        }
        guard try !fileSystem.exchange(staging, with: target.path) else { return }
        try fileSystem.rename(target.path, to: previous)
        do {
            try fileSystem.rename(staging, to: target.path)
        } catch {
            try fileSystem.rename(previous, to: target.path)
            throw error
        }
    }
}
