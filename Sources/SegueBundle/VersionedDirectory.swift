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
    private let fileSystem: FileSystem

    /// Names a directory of versions. Nothing happens on the disk yet.
    ///
    /// - Parameters:
    ///   - root: The directory that holds the versions; it may be missing.
    ///   - prefix: What the versions' names begin with, before a hyphen and the number.
    ///   - previousCount: How many versions are kept besides the newest; less than 0 means 0.
    public init(root: URL, prefix: String = "version", previousCount: Int = 1) {
        self.init(root: root, prefix: prefix, previousCount: previousCount, fileSystem: .live)
    }

    package init(root: URL, prefix: String = "version", previousCount: Int = 1, fileSystem: FileSystem) {
        self.root = root
        self.prefix = prefix
        self.previousCount = max(0, previousCount)
        self.fileSystem = fileSystem
    }

    private var pointer: LatestPointer { LatestPointer(in: root, fileSystem: fileSystem) }

    /// Clears up after an earlier run that was killed while writing. Call it once when a program starts.
    ///
    /// - Throws: ``BundleError`` when something cannot be removed.
    public func recover() throws(BundleError) {
        guard try FileStatus.kind(of: root.path) != .missing else { return }
        for name in try FileStatus.names(in: root.path) where AtomicDirectory.isTemporary(name) {
            try fileSystem.remove(root.appendingPathComponent(name).path)
        }
    }

    /// The version that the pointer leads to; without a valid pointer, the one with the highest number.
    ///
    /// - Returns: Nil when there is no version yet.
    /// - Throws: ``BundleError`` when the directory cannot be read.
    public func latest() throws(BundleError) -> URL? {
        guard try FileStatus.kind(of: root.path) != .missing else { return nil }
        if let name = try pointer.destination(), number(of: name) != nil {
            return root.appendingPathComponent(name, isDirectory: true)
        }
        return try versions().last
    }

    /// All versions, oldest first.
    ///
    /// - Throws: ``BundleError`` when the directory cannot be read.
    public func versions() throws(BundleError) -> [URL] {
        try numbers().map { root.appendingPathComponent(name(of: $0), isDirectory: true) }
    }

    /// Writes a new version, moves the pointer to it and removes versions that are no longer to be kept.
    ///
    /// - Parameter fill: Writes the contents into the directory it is given.
    /// - Returns: The new version.
    /// - Throws: ``BundleError``, or what `fill` throws; the pointer then leads to a complete version as before.
    @discardableResult
    public func publish(_ fill: (URL) throws -> Void) throws -> URL {
        try fileSystem.makeDirectories(root.path)
        let newName = name(of: (try numbers().last ?? 0) + 1)
        let version = root.appendingPathComponent(newName, isDirectory: true)
        try AtomicDirectory(target: version, fileSystem: fileSystem).write(fill)
        try pointer.move(to: newName)
        // The version is safe. What cannot be removed now is tried again at the next publication or start.
        try? prune(keeping: newName)
        return version
    }

    /// Removes the oldest versions. Each is renamed first, so that none is ever seen half removed.
    private func prune(keeping latest: String) throws(BundleError) {
        let surplus = try numbers().map { name(of: $0) }.dropLast(previousCount + 1)
        for name in surplus where name != latest {
            let condemned = root.appendingPathComponent(".\(name).previous").path
            try fileSystem.remove(condemned)
            try fileSystem.rename(root.appendingPathComponent(name).path, to: condemned)
            try fileSystem.remove(condemned)
        }
    }

    private func numbers() throws(BundleError) -> [Int] {
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
