import Foundation

/// A name in a directory that leads to the newest of several versions beside it.
///
/// It is a symbolic link. A new link is made under a temporary name and renamed over the old one, which the file system
/// does in one step; a link has no contents that could be half written. So a reader sees the old or the new version,
/// never none.
public struct LatestPointer: Sendable {
    /// The directory that holds the pointer and the versions.
    public let directory: URL
    /// The pointer's name.
    public let name: String
    private let fileSystem: FileSystem

    /// Names a pointer. Nothing happens on the disk yet.
    ///
    /// - Parameters:
    ///   - directory: The directory that holds the pointer and the versions.
    ///   - name: The pointer's name.
    public init(in directory: URL, name: String = "latest") {
        self.init(in: directory, name: name, fileSystem: .live)
    }

    package init(in directory: URL, name: String = "latest", fileSystem: FileSystem) {
        self.directory = directory
        self.name = name
        self.fileSystem = fileSystem
    }

    private var path: String { directory.appendingPathComponent(name).path }
    private var temporary: String { directory.appendingPathComponent(temporaryName).path }

    /// The name under which a new link is made.
    var temporaryName: String { ".\(name).partial" }

    /// The name of the version that the pointer leads to.
    ///
    /// - Returns: Nil when there is no pointer, or when it does not lead to a directory beside it.
    /// - Throws: ``FileError`` when the link cannot be read.
    public func destination() throws(FileError) -> String? {
        guard try FileStatus.kind(of: path) == .link,
            let destination = try FileStatus.destination(ofLink: path), !destination.contains("/"),
            try FileStatus.kind(of: directory.appendingPathComponent(destination).path) == .directory
        else { return nil }
        return destination
    }

    /// Removes the pointer, if it is one.
    func remove() throws(FileError) {
        if try FileStatus.kind(of: path) == .link { try fileSystem.remove(path) }
    }

    /// Lets the pointer lead to a version.
    ///
    /// - Parameter version: The name of a directory beside the pointer.
    /// - Throws: ``FileError``; the pointer then leads where it led before, or already to the new version.
    public func move(to version: String) throws(FileError) {
        for path in [path, temporary] {
            let kind = try FileStatus.kind(of: path)
            guard kind == .missing || kind == .link else {
                throw .notReplaceable(path: path, problem: "is not a pointer to a version; move it away")
            }
        }
        try fileSystem.remove(temporary)
        try fileSystem.makeLink(temporary, to: version)
        do {
            try fileSystem.rename(temporary, to: path)
        } catch {
            try? fileSystem.remove(temporary)
            throw error
        }
        try fileSystem.synchronizeDirectory(directory.path)
    }
}
