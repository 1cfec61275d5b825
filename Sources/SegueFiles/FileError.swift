import SegueCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What went wrong with a file or folder.
public enum FileError: Error, Equatable, Sendable {
    /// A system call failed. `code` is `errno`; `bytes` is how much was to be written, if anything.
    case systemCallFailed(path: String, operation: String, code: Int32, bytes: Int?)
    /// There is no such file.
    case missing(path: String)
    /// A link, directory, pipe or device stands where a file should be.
    case notARegularFile(path: String)
    /// A file is not as long as it must be.
    case wrongSize(path: String, bytes: Int, expected: Int)
    /// A name that is no UTF-8; `name` are its bytes in hexadecimal.
    case unreadableName(String, path: String)
    /// A file or folder that is to be written stands where something is that must not be replaced.
    case notReplaceable(path: String, problem: String)
    /// A file or folder cannot be made at a location; `code` is `errno`.
    case cannotCreate(path: String, code: Int32)
    /// Another process writes there; `holder` describes it.
    case inUse(path: String, holder: String)
    /// The file has been closed; nothing can be appended any more.
    case closed(path: String)
}

extension FileError: CustomStringConvertible {
    /// The message for people: file, what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .systemCallFailed(let path, let operation, let code, let bytes):
            let amount = bytes.map { " \($0) bytes" } ?? ""
            return "\(path): cannot \(operation)\(amount): \(String(cString: strerror(code)))\(Self.remedy(for: code))"
        case .missing(let path): return "\(path): no such file"
        case .notARegularFile(let path): return "\(path): not a regular file"
        case .wrongSize(let path, let bytes, let expected):
            return "\(path): \(bytes) bytes, expected \(expected): the file is "
                + (bytes < expected ? "truncated" : "too long")
        case .unreadableName(let name, let path): return "\(path): a name in it is not UTF-8 (bytes \(name))"
        case .notReplaceable(let path, let problem): return "\(path): \(problem)"
        case .cannotCreate(let path, let code):
            return "\(path): cannot be made: \(String(cString: strerror(code)))\(Self.remedy(for: code))"
        case .inUse(let path, let holder):
            return "\(path): in use by \(holder); wait until it has ended, or name another output"
        case .closed(let path): return "\(path): the file is closed"
        }
    }

    private static func remedy(for code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: ": free some space on that disk and start again"
        case EACCES, EPERM, EROFS, ENOENT, ENOTDIR: ": choose a folder that you may write to"
        default: ""
        }
    }
}

extension FileError: ExitCodeProviding {
    /// Operations that make something where nothing was.
    private static let makingOperations: Set = ["make the directory", "make the link", "create", "lock"]

    /// Whether a location does not let something be made, rather than failing while it is.
    private static func isRefusal(_ code: Int32) -> Bool {
        [EACCES, EPERM, EROFS, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG].contains(code)
    }

    /// 66 for what is not there, 73 for what must not be replaced or cannot be made, 75 for what is in use, 65 for files that
    /// are not what they must be, 74 for other failed system calls.
    public var exitCode: Int32 {
        switch self {
        case .systemCallFailed(_, let operation, let code, _):
            Self.makingOperations.contains(operation) && Self.isRefusal(code) ? ExitCode.cannotCreate : ExitCode.io
        case .missing: ExitCode.noInput
        case .notReplaceable, .cannotCreate: ExitCode.cannotCreate
        case .inUse: ExitCode.temporaryFailure
        case .notARegularFile, .wrongSize, .unreadableName: ExitCode.badData
        case .closed: ExitCode.internalError
        }
    }
}
