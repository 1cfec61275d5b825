/// An error that knows with which code the process should end.
public protocol ExitCodeProviding {
    /// The exit code, one of ``ExitCode``'s constants.
    var exitCode: Int32 { get }
}
