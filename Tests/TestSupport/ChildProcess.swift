import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A process that a test has started.
///
/// Foundation's `Process` learns of the end of a child through a run loop and a socket that the child inherits. Of many
/// that run side by side it may miss one, and a test then waits forever. This one asks the system.
public final class ChildProcess: Sendable {
    /// A child could not be started; `code` is the system's.
    public struct SpawnError: Error, CustomStringConvertible {
        let path: String
        let code: Int32

        /// The path and the system's reason.
        public var description: String { "\(path): cannot be started: \(String(cString: strerror(code)))" }
    }

    /// The number by which the system knows it.
    public let processIdentifier: pid_t
    private let ended = Mutex<Int32?>(nil)

    /// Starts a program. Its standard files are files by path.
    ///
    /// - Parameters:
    ///   - executable: The program.
    ///   - arguments: Its arguments, without its name.
    ///   - environment: Its whole environment.
    ///   - directory: Where it runs.
    ///   - input: What it reads as standard input.
    ///   - output: The file for its standard output, emptied first.
    ///   - errors: The file for its standard error, emptied first.
    /// - Throws: ``SpawnError``.
    public init(
        _ executable: String, _ arguments: [String], environment: [String: String], directory: String,
        input: String = "/dev/null", output: String, errors: String
    ) throws {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        for (descriptor, path) in [(1, output), (2, errors)] {
            posix_spawn_file_actions_addopen(&actions, Int32(descriptor), path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        }
        func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }
        // The shell changes the folder, which posix_spawn cannot do everywhere, and becomes the program.
        let shell = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, directory, executable]
        let (argv, envp) = (cStrings(shell + arguments), cStrings(environment.map { "\($0)=\($1)" }))
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/bin/sh", &actions, nil, argv, envp)
        guard code == 0 else { throw SpawnError(path: executable, code: code) }
        processIdentifier = pid
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool { poll() == nil }

    /// Waits for the end without blocking a thread.
    ///
    /// - Returns: The exit code; 128 and the signal's number when a signal ended it.
    public func status() async throws -> Int32 {
        while true {
            if let status = poll() { return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The system's status word once the process has ended.
    private func poll() -> Int32? {
        ended.withLock { ended in
            var status: Int32 = 0
            if ended == nil, waitpid(processIdentifier, &status, WNOHANG) == processIdentifier { ended = status }
            return ended
        }
    }
}
