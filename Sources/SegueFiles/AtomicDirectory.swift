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
/// Only what is the program's own is ever replaced or removed, see ``FolderOwnership``: a target that holds anything else
/// is refused, and so is a link. The new directory carries the file `.segue-partial` while it is filled, by which a later
/// run knows it as its own.
///
/// One process at a time may write to a target, see ``DirectoryLock``.
public struct AtomicDirectory: Sendable {
    /// The directory to be written.
    public let target: URL
    private let ownership: FolderOwnership
    private let fileSystem: FileSystem
    private static let marker = ".segue-partial"

    /// Names the directory to be written. Nothing happens on the disk yet.
    ///
    /// - Parameters:
    ///   - target: The directory; it and those above it may be missing.
    ///   - ownership: Which directory may be replaced.
    public init(target: URL, ownership: FolderOwnership) {
        self.init(target: target, ownership: ownership, fileSystem: .live)
    }

    package init(target: URL, ownership: FolderOwnership, fileSystem: FileSystem) {
        self.target = target
        self.ownership = ownership
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
    /// - Throws: ``FileError`` when something cannot be moved or removed, or is not the program's own.
    public func recover() throws(FileError) {
        if try FileStatus.kind(of: previous) != .missing, try FileStatus.kind(of: target.path) == .missing {
            try Self.checkIsOwn(previous, ownership)
            try fileSystem.rename(previous, to: target.path)
            try fileSystem.synchronizeDirectory(parent)
        }
        try Self.removeOwn(previous, ownership, fileSystem)
        try Self.removeOwn(staging, ownership, fileSystem)
    }

    /// Removes a temporary directory or an old version, if there is one and it is the program's own.
    static func removeOwn(_ path: String, _ ownership: FolderOwnership, _ fileSystem: FileSystem) throws(FileError) {
        guard try FileStatus.kind(of: path) != .missing else { return }
        try checkIsOwn(path, ownership)
        // The marker goes last: what a killed removal leaves is still known as the program's own.
        let marker = "\(path)/\(marker)"
        if try FileStatus.kind(of: marker) == .missing {
            try fileSystem.create(marker, contents: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        for name in try FileStatus.names(in: path) where name != Self.marker {
            try fileSystem.remove("\(path)/\(name)")
        }
        try fileSystem.remove(path)
    }

    private static func checkIsOwn(_ path: String, _ ownership: FolderOwnership) throws(FileError) {
        let isDirectory = try FileStatus.kind(of: path) == .directory
        let isMarked = try FileStatus.kind(of: "\(path)/\(marker)") == .file
        if !(isDirectory && isMarked) { try ownership.check(path) }
    }

    /// Writes the directory and replaces the one that stands there, if any.
    ///
    /// - Parameter fill: Writes the contents into the directory it is given. It need not sync anything.
    /// - Throws: ``FileError``, or what `fill` throws. The old directory is then still in place. There is one
    ///   exception: when only the last step fails, the sync of the parent directory, the new one is in place, but a power
    ///   failure might bring the old one back.
    public func write<Result>(_ fill: (URL) throws -> Result) throws -> Result {
        try ownership.check(target.path)
        try fileSystem.makeDirectories(parent)
        try recover()
        let result: Result
        do {
            try fileSystem.makeDirectory(staging)
            try fileSystem.create("\(staging)/\(Self.marker)", contents: UnsafeRawBufferPointer(start: nil, count: 0))
            result = try fill(URL(fileURLWithPath: staging, isDirectory: true))
            try fileSystem.remove("\(staging)/\(Self.marker)")
            try fileSystem.synchronizeTree(staging)
            // The target may have changed while the new directory was being filled.
            try ownership.check(target.path)
            try publish()
        } catch {
            try? fileSystem.remove(staging)
            throw error
        }
        try fileSystem.synchronizeDirectory(parent)
        // The old directory is now under one of the temporary names. If it resists, or if somebody put a file into it at the
        // last moment, the next start reports it; the write itself has succeeded.
        try? Self.removeOwn(previous, ownership, fileSystem)
        try? Self.removeOwn(staging, ownership, fileSystem)
        return result
    }

    private func publish() throws(FileError) {
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
