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
    /// Reading or writing failed midway.
    public static let io: Int32 = 74
    /// A configuration value is not acceptable.
    public static let configuration: Int32 = 78
}
