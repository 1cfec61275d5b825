import SafeTensors
import SegueCore
import SegueData

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SafeTensorsError: ExitCodeProviding {
    /// 66 for a file that does not exist, 74 for another failed system call, 65 for everything else.
    public var exitCode: Int32 {
        guard case .systemCallFailed(_, let code, _) = problem else { return ExitCode.badData }
        return code == ENOENT ? ExitCode.noInput : ExitCode.io
    }
}
