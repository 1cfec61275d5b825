import Foundation
import SegueFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// This program once more, as a process of its own without input and output.
///
/// Foundation's `Process` learns of the end of a child through a run loop, and may miss one of several; this asks the system.
final class ChildProgram {
    /// How a process ended.
    enum Ending {
        /// By itself, with an exit code.
        case exited(Int32)
        /// By a signal.
        case killed(Int32)
    }

    private let identifier: pid_t
    private var status: Int32?

    /// - Parameters:
    ///   - arguments: Its arguments, without its name.
    ///   - errors: The file for its standard error, emptied first.
    /// - Throws: `FileError` when the system starts no process.
    init(_ arguments: [String], errors: String) throws {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
        #else
            var actions = posix_spawn_file_actions_t()
            let program = "/proc/self/exe"
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, path) in [(Int32(0), "/dev/null"), (1, "/dev/null"), (2, errors)] {
            posix_spawn_file_actions_addopen(&actions, descriptor, path, O_RDWR | O_CREAT | O_TRUNC, 0o644)
        }
        let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
        let argv = ([CommandLine.arguments.first ?? "segue"] + arguments).map { strdup($0) } + [nil]
        let envp = environment.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, program, &actions, nil, argv, envp)
        guard code == 0 else {
            throw FileError.systemCallFailed(path: program, operation: "start", code: code, bytes: nil)
        }
        self.identifier = identifier
    }

    /// How it ended; nil while it runs.
    var ending: Ending? {
        if status == nil {
            var word: Int32 = 0
            if waitpid(identifier, &word, WNOHANG) == identifier { status = word }
        }
        return status.map { $0 & 0x7F == 0 ? .exited(($0 >> 8) & 0xFF) : .killed($0 & 0x7F) }
    }

    /// Sends it a signal, unless it has ended.
    func send(_ signal: Int32) {
        if ending == nil { _ = kill(identifier, signal) }
    }

    /// Waits for its end.
    func wait() {
        while ending == nil { Thread.sleep(forTimeInterval: 0.01) }
    }
}
