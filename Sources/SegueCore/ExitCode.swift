/// Process exit codes, after `sysexits.h`.
public enum ExitCode {
    /// The command ran and failed.
    public static let failure: Int32 = 1
    /// The command line is wrong.
    public static let usage: Int32 = 64
    /// The input is malformed.
    public static let badData: Int32 = 65
    /// An input does not exist or cannot be opened.
    public static let noInput: Int32 = 66
    /// A needed service, host or library is not there.
    public static let unavailable: Int32 = 69
    /// A fault in Segue itself.
    public static let internalError: Int32 = 70
    /// An output cannot be made, or stands where something else must not be replaced.
    public static let cannotCreate: Int32 = 73
    /// Reading or writing failed midway.
    public static let io: Int32 = 74
    /// Something is in use by another process; the same command may succeed later.
    public static let temporaryFailure: Int32 = 75
    /// A configuration value is not acceptable.
    public static let configuration: Int32 = 78
}

/// An error that knows with which code the process should end.
public protocol ExitCodeProviding {
    /// The exit code, one of ``ExitCode``'s constants.
    var exitCode: Int32 { get }
}
