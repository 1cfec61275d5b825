import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lets SIGINT and SIGTERM end training between two steps; a second one ends the program at once.
enum StopSignals {
    // Written by the signal handler alone, read between steps.
    nonisolated(unsafe) private static var received: Int32 = 0

    /// Starts listening.
    static func install() {
        // Whoever started this program may have blocked signals, which is inherited.
        var wanted = sigset_t()
        sigemptyset(&wanted)
        for number in [SIGINT, SIGTERM] { sigaddset(&wanted, number) }
        pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                StopSignals.received = number
                signal(number, SIG_DFL)
            }
        }
    }

    /// The signal received; 0 for none.
    static var pending: Int32 { received }
}
