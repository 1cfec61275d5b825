import Foundation
import SegueCore

/// Says in plain words what Foundation's errors say in its own.
public enum SystemErrorText {
    /// Whether an error is one of the system's, whose own text is not for people.
    public static func isSystemError(_ error: any Error) -> Bool {
        error is CocoaError || error is POSIXError || error is URLError || type(of: error) == NSError.self
    }

    /// The reason alone, such as "no such file or folder".
    public static func reason(of error: any Error) -> String {
        guard isSystemError(error) else { return "\(error)" }
        if let code = posixCode(of: error), let text = String(validatingCString: strerror(code)) {
            return text.prefix(1).lowercased() + text.dropFirst()
        }
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: return "no such file or folder"
        case .fileWriteFileExists: return "something of that name is there already"
        case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
        case .fileWriteOutOfSpace: return "no space left on the disk"
        case .fileWriteVolumeReadOnly: return "the disk can only be read"
        case .fileReadInapplicableStringEncoding: return "the text is not UTF-8"
        default: return "the system gives no reason (\((error as NSError).domain) \((error as NSError).code))"
        }
    }

    /// A whole sentence: the path if it is known, what could not be done, and the reason.
    public static func sentence(of error: any Error) -> String {
        let path = path(of: error).map { "\($0): " } ?? ""
        let action = isWriting(error) ? "cannot be written" : "cannot be read"
        return "\(path)\(action): \(reason(of: error))"
    }

    /// 66 for an input that is not there, 73 for an output that cannot be made, 74 for what failed midway.
    public static func exitCode(of error: any Error) -> Int32 {
        let isMidway = [EIO, ENOSPC, EDQUOT, EPIPE, EFBIG].contains(posixCode(of: error) ?? 0)
        if isMidway || (error as? CocoaError)?.code == .fileWriteOutOfSpace { return ExitCode.io }
        return isWriting(error) ? ExitCode.cannotCreate : ExitCode.noInput
    }

    private static func path(of error: any Error) -> String? {
        let information = (error as NSError).userInfo
        return information[NSFilePathErrorKey] as? String ?? (information[NSURLErrorKey] as? URL)?.path
    }

    /// Foundation's numbers from 512 on, and those of missing folders, are about writing.
    private static func isWriting(_ error: any Error) -> Bool {
        guard let error = error as? CocoaError else { return posixCode(of: error) != ENOENT }
        return error.code == .fileNoSuchFile || (512..<1024).contains(error.code.rawValue)
    }

    private static func posixCode(of error: any Error) -> Int32? {
        if let error = error as? POSIXError { return error.code.rawValue }
        let error = error as NSError
        if error.domain == NSPOSIXErrorDomain { return Int32(exactly: error.code) }
        return (error.userInfo[NSUnderlyingErrorKey] as? any Error).flatMap(posixCode)
    }
}
