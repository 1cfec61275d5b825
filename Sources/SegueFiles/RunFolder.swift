import Foundation
import SegueCore

/// A folder that a program fills with the files of one run: checkpoints, logs, tables, reports.
///
/// It is checked and locked before anything is computed. It must be missing, empty, or a run folder already: such a
/// folder holds `segue-run.json`. Nothing in it is removed but files that the program wrote itself.
public final class RunFolder {
    /// What a run folder says about itself.
    struct Record: Codable {
        /// What kind of run it is, such as `train`.
        var kind: String
        /// Whether the last run came to its end.
        var isFinished: Bool
    }

    /// The file that tells a run folder from others.
    public static let recordName = "segue-run.json"

    /// The folder.
    public let url: URL
    /// Whether the folder holds a run of an earlier process that did not come to its end.
    public let holdsUnfinishedRun: Bool
    private let kind: String
    private let lock: DirectoryLock

    /// Claims a folder.
    ///
    /// - Parameters:
    ///   - url: The folder; it is made if it is missing.
    ///   - kind: What kind of run it is, such as `train`; a folder with a run of another kind is refused.
    /// - Throws: ``FileError/notReplaceable(path:problem:)`` for a folder with other contents,
    ///   ``FileError/inUse(path:holder:)`` when another process writes there.
    public init(claiming url: URL, kind: String) throws {
        self.url = url
        self.kind = kind
        // Looked at before the lock as well, so that nothing is written beside a folder that is refused.
        _ = try Self.check(url, kind)
        lock = try DirectoryLock(for: url, purpose: "segue \(kind)")
        try FileSystem.live.makeDirectories(url.path)
        let found = try Self.check(url, kind)
        // What a process left that was killed while it wrote a record; none writes now.
        for name in try FileStatus.names(in: url.path) where AtomicFile.isTemporary(name, of: Self.recordName) {
            try FileSystem.live.remove("\(url.path)/\(name)")
        }
        holdsUnfinishedRun = found.map { !$0.isFinished } ?? false
        if found == nil { try write(Record(kind: kind, isFinished: true)) }
    }

    /// Checks that a folder may be filled.
    ///
    /// - Returns: What it says about itself; nil when it is missing or empty.
    private static func check(_ url: URL, _ kind: String) throws -> Record? {
        switch try FileStatus.kind(of: url.path) {
        case .missing: return nil
        case .directory: break
        case .link, .file, .other:
            throw FileError.notReplaceable(
                path: url.path, problem: "is not a folder; name a new folder, or an empty one")
        }
        // A record that is just being written is no file of somebody else: the lock tells whose folder this is.
        let names = try FileStatus.names(in: url.path).filter { !AtomicFile.isTemporary($0, of: recordName) }
        guard let record = try record(in: url) else {
            guard names.isEmpty else {
                throw FileError.notReplaceable(
                    path: url.path,
                    problem:
                        "holds \(FolderOwnership.list(names)), which is not part of a run; name a new folder, or an "
                        + "empty one")
            }
            return nil
        }
        guard record.kind == kind else {
            throw FileError.notReplaceable(
                path: url.path,
                problem: "holds a run of 'segue \(record.kind)'; name another folder for 'segue \(kind)'")
        }
        return record
    }

    /// Notes that a run has begun; until ``finish()`` the folder holds an unfinished one.
    public func begin() throws { try write(Record(kind: kind, isFinished: false)) }

    /// Notes that the run has come to its end, and lets others use the folder.
    public func finish() throws {
        try write(Record(kind: kind, isFinished: true))
        release()
    }

    /// Lets others use the folder.
    public func release() { lock.release() }

    /// A folder in the run's, made if it is missing.
    ///
    /// - Throws: ``FileError``.
    public func makeFolder(_ name: String) throws -> URL {
        let folder = url.appendingPathComponent(name)
        try FileSystem.live.makeDirectories(folder.path)
        return folder
    }

    /// Writes a file of the run, which appears whole or not at all, in place of an earlier one of the same name.
    ///
    /// - Throws: ``FileError``.
    public func write(_ data: Data, to name: String) throws {
        try AtomicFile.write(data, to: url.appendingPathComponent(name))
    }

    private func write(_ record: Record) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try write(encoder.encode(record), to: Self.recordName)
    }

    private static func record(in url: URL) throws -> Record? {
        let path = url.appendingPathComponent(recordName).path
        guard try FileStatus.kind(of: path) == .file else { return nil }
        let data = try FileDigest(path: path, limit: 1 << 16, keepsContents: true).contents
        return try? JSONDecoder().decode(Record.self, from: data)
    }
}
