import Foundation

/// A directory of numbered versions, such as checkpoints, with a ``LatestPointer`` to the current one.
///
/// ```
/// checkpoints/version-000006/…
/// checkpoints/version-000007/…
/// checkpoints/latest -> version-000007
/// ```
/// A version appears under its name only when it is complete and on the disk, and the pointer moves only after that. So
/// at whatever moment the program dies, ``latest()`` is a complete version.
public struct VersionedDirectory: Sendable {
    /// The directory that holds the versions.
    public let root: URL
    /// How many versions are kept besides the newest.
    public let previousCount: Int
    private let prefix: String
    private let ownership: FolderOwnership
    private let fileSystem: FileSystem

    /// Names a directory of versions. Nothing happens on the disk yet.
    ///
    /// - Parameters:
    ///   - root: The directory that holds the versions; it may be missing.
    ///   - ownership: Which files a version may hold; one that holds others is never removed.
    ///   - prefix: What the versions' names begin with, before a hyphen and the number.
    ///   - previousCount: How many versions are kept besides the newest; less than 0 means 0.
    public init(root: URL, ownership: FolderOwnership, prefix: String = "version", previousCount: Int = 1) {
        self.init(root: root, ownership: ownership, prefix: prefix, previousCount: previousCount, fileSystem: .live)
    }

    package init(
        root: URL, ownership: FolderOwnership, prefix: String = "version", previousCount: Int = 1,
        fileSystem: FileSystem
    ) {
        self.root = root
        self.ownership = ownership
        self.prefix = prefix
        self.previousCount = max(0, previousCount)
        self.fileSystem = fileSystem
    }

    private var pointer: LatestPointer { LatestPointer(in: root, fileSystem: fileSystem) }

    /// Clears up after an earlier run that was killed while writing. Call it once when a program starts.
    ///
    /// - Throws: ``FileError`` when something cannot be removed.
    public func recover() throws(FileError) {
        guard try FileStatus.kind(of: root.path) != .missing else { return }
        for name in try FileStatus.names(in: root.path) where AtomicDirectory.isTemporary(name) {
            let path = root.appendingPathComponent(name).path
            if try FileStatus.kind(of: path) == .directory {
                try AtomicDirectory.removeOwn(path, ownership, fileSystem)
            } else if name == pointer.temporaryName {
                try fileSystem.remove(path)
            }
        }
    }

    /// Removes all versions and the pointer, and the directory itself when nothing else is in it.
    ///
    /// - Throws: ``FileError`` when a version holds files of somebody else, before anything is removed.
    public func removeAll() throws(FileError) {
        guard try FileStatus.kind(of: root.path) == .directory else { return }
        let versions = try versions()
        for version in versions { try ownership.check(version.path) }
        try recover()
        try pointer.remove()
        for version in versions { try AtomicDirectory.removeOwn(version.path, ownership, fileSystem) }
        if try FileStatus.names(in: root.path).isEmpty { try fileSystem.remove(root.path) }
    }

    /// The version that the pointer leads to; without a valid pointer, the one with the highest number.
    ///
    /// - Returns: Nil when there is no version yet.
    /// - Throws: ``FileError`` when the directory cannot be read.
    public func latest() throws(FileError) -> URL? {
        guard try FileStatus.kind(of: root.path) != .missing else { return nil }
        if let name = try pointer.destination(), number(of: name) != nil {
            return root.appendingPathComponent(name, isDirectory: true)
        }
        return try versions().last
    }

    /// All versions, oldest first.
    ///
    /// - Throws: ``FileError`` when the directory cannot be read.
    public func versions() throws(FileError) -> [URL] {
        try numbers().map { root.appendingPathComponent(name(of: $0), isDirectory: true) }
    }

    /// Writes a new version, moves the pointer to it and removes versions that are no longer to be kept.
    ///
    /// - Parameter fill: Writes the contents into the directory it is given.
    /// - Returns: The new version.
    /// - Throws: ``FileError``, or what `fill` throws; the pointer then leads to a complete version as before.
    @discardableResult
    public func publish(_ fill: (URL) throws -> Void) throws -> URL {
        try fileSystem.makeDirectories(root.path)
        let newName = name(of: (try numbers().last ?? 0) + 1)
        let version = root.appendingPathComponent(newName, isDirectory: true)
        try AtomicDirectory(target: version, ownership: ownership, fileSystem: fileSystem).write(fill)
        try pointer.move(to: newName)
        // The version is safe. What cannot be removed now is tried again at the next publication or start.
        try? prune(keeping: newName)
        return version
    }

    /// Removes the oldest versions. Each is renamed first, so that none is ever seen half removed.
    private func prune(keeping latest: String) throws(FileError) {
        let surplus = try numbers().map { name(of: $0) }.dropLast(previousCount + 1)
        for name in surplus where name != latest {
            let condemned = root.appendingPathComponent(".\(name).previous").path
            try AtomicDirectory.removeOwn(condemned, ownership, fileSystem)
            let version = root.appendingPathComponent(name).path
            try ownership.check(version)
            try fileSystem.rename(version, to: condemned)
            try AtomicDirectory.removeOwn(condemned, ownership, fileSystem)
        }
    }

    private func numbers() throws(FileError) -> [Int] {
        guard try FileStatus.kind(of: root.path) != .missing else { return [] }
        return try FileStatus.names(in: root.path).compactMap { number(of: $0) }.sorted()
    }

    private func name(of number: Int) -> String {
        let digits = String(number)
        return prefix + "-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// The number in a version's name; nil for every name that ``name(of:)`` does not give.
    private func number(of name: String) -> Int? {
        guard name.hasPrefix(prefix + "-"), let number = Int(name.dropFirst(prefix.count + 1)),
            number > 0, number < Int.max, self.name(of: number) == name
        else { return nil }
        return number
    }
}
