import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lets one process at a time write to a file or folder.
///
/// The lock is the operating system's, on the file `.NAME.lock` beside the target. It ends with the process that holds
/// it, however that dies, so that a lock file left behind by a killed process stops nobody. The file says who holds it.
public final class DirectoryLock {
    private static let signature = "process "
    private let path: String
    private var descriptor: Int32 = -1

    /// Locks a target, making the folders above it if they are missing.
    ///
    /// - Parameters:
    ///   - target: The file or folder to be written; it may be missing.
    ///   - purpose: What for, as shown to others who want it.
    /// - Throws: ``FileError/inUse(path:holder:)`` when another process holds it, ``FileError/cannotCreate(path:code:)``
    ///   when nothing can be written where the target is.
    public init(for target: URL, purpose: String) throws {
        let fileSystem = FileSystem.live
        let parent = FileStatus.parent(of: target.path)
        try Self.making(target) { try fileSystem.makeDirectories(parent) }
        path = "\(parent)/.\(target.lastPathComponent).lock"
        while descriptor < 0 {
            let opened = try Self.making(target) {
                try fileSystem.open(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, operation: "lock")
            }
            do {
                if try Self.acquire(opened, path: path, target: target.path) { descriptor = opened }
            } catch {
                _ = close(opened)
                throw error
            }
            if descriptor < 0 { _ = close(opened) }
        }
        try describe(purpose, fileSystem)
    }

    deinit { release() }

    /// Gives the lock back. Doing so twice does nothing.
    public func release() {
        guard descriptor >= 0 else { return }
        // While the lock is still held, so that nobody's lock file is removed but our own.
        unlink(path)
        _ = close(descriptor)
        descriptor = -1
    }

    /// Makes something for a target; failures tell of the target.
    private static func making<Result>(_ target: URL, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch FileError.systemCallFailed(_, _, let code, _) where code != ENOSPC && code != EDQUOT {
            throw FileError.cannotCreate(path: target.path, code: code)
        }
    }

    /// Whether the lock was taken; false when the file was removed by its last holder meanwhile.
    private static func acquire(_ descriptor: Int32, path: String, target: String) throws -> Bool {
        var result = flock(descriptor, LOCK_EX | LOCK_NB)
        while result < 0, errno == EINTR { result = flock(descriptor, LOCK_EX | LOCK_NB) }
        let code = errno
        let text = (try? contents(descriptor)) ?? ""
        guard result == 0 else {
            guard code == EWOULDBLOCK else {
                throw FileError.systemCallFailed(path: path, operation: "lock", code: code, bytes: nil)
            }
            throw FileError.inUse(path: target, holder: text.isEmpty ? "another process" : text)
        }
        guard text.isEmpty || text.hasPrefix(signature) else {
            throw FileError.notReplaceable(
                path: path, problem: "is not a lock file of this program; move it away")
        }
        var (held, present) = (stat(), stat())
        guard fstat(descriptor, &held) == 0 else {
            throw FileError.systemCallFailed(path: path, operation: "examine", code: errno, bytes: nil)
        }
        return lstat(path, &present) == 0 && held.st_ino == present.st_ino && held.st_dev == present.st_dev
    }

    private static func contents(_ descriptor: Int32) throws -> String {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= 4096 else { return "?" }
        let bytes = try FileTail(descriptor: descriptor, size: Int(status.st_size), path: "").bytes(
            0..<Int(status.st_size))
        return (String(validating: bytes, as: UTF8.self) ?? "?").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func describe(_ purpose: String, _ fileSystem: FileSystem) throws {
        let text =
            "\(Self.signature)\(getpid()) on \(ProcessInfo.processInfo.hostName) since "
            + "\(Date().formatted(.iso8601)) (\(purpose))\n"
        guard fileSystem.calls.truncate(descriptor, 0) == 0 else {
            throw FileError.systemCallFailed(path: path, operation: "write", code: errno, bytes: nil)
        }
        try Array(text.utf8).withUnsafeBytes { try fileSystem.write($0, to: descriptor, path: path) }
    }
}
