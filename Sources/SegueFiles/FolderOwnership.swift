/// Which entries of a folder are a program's own, so that it may replace or remove the folder.
///
/// Whatever else stands in a folder belongs to somebody: a folder that holds it is neither replaced nor removed.
public struct FolderOwnership: Sendable {
    /// What a folder with these entries is, for messages: "a model bundle".
    public let description: String
    private let ownNames: @Sendable (_ path: String) -> Set<String>

    /// Owns the regular files of some names.
    ///
    /// - Parameters:
    ///   - description: What a folder with these entries is, for messages.
    ///   - ownNames: The names of a folder's entries that are the program's own, by the folder's path; none for a folder
    ///     that the program did not make.
    public init(_ description: String, ownNames: @escaping @Sendable (_ path: String) -> Set<String>) {
        self.description = description
        self.ownNames = ownNames
    }

    /// The entries of a folder that are not the program's own; empty for an empty folder.
    ///
    /// - Throws: ``FileError`` when the folder cannot be listed.
    public func strangers(in path: String) throws(FileError) -> [String] {
        let names = try FileStatus.names(in: path)
        guard !names.isEmpty else { return [] }
        let own = ownNames(path)
        var strangers: [String] = []
        for name in names {
            if own.contains(name), try FileStatus.kind(of: path + "/" + name) == .file { continue }
            strangers.append(name)
        }
        return strangers
    }

    /// Checks that a path may become a folder of the program's: nothing is there, or an empty folder, or one of its own.
    ///
    /// - Throws: ``FileError/notReplaceable(path:problem:)`` saying what stands there.
    public func check(_ path: String) throws(FileError) {
        switch try FileStatus.kind(of: path) {
        case .missing: return
        case .link:
            throw .notReplaceable(
                path: path, problem: "is a symbolic link, which is not replaced; name the folder itself")
        case .file, .other:
            throw .notReplaceable(path: path, problem: "is not a folder; name a new folder, or an empty one")
        case .directory: break
        }
        if FileStatus.isCurrentDirectoryOrAbove(path) {
            throw .notReplaceable(
                path: path, problem: "is the current folder or holds it, which is not replaced; name a folder in it")
        }
        if FileStatus.isMountPoint(path) {
            throw .notReplaceable(
                path: path, problem: "is where a disk is mounted, which is not replaced; name a folder in it")
        }
        let strangers = try strangers(in: path)
        guard strangers.isEmpty else {
            throw .notReplaceable(
                path: path,
                problem: "holds \(Self.list(strangers)), which is not part of \(description); name a new folder, or "
                    + "an empty one")
        }
    }

    /// The first names of a list, for messages.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}
