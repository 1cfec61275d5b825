import Foundation

/// Standard input, output and error that the caller has closed.
enum StandardStreams {
    /// Puts something harmless where a stream is closed. Otherwise the next file to be opened would take its number, and
    /// what is printed would go into that file. Writing to a closed standard output remains an error.
    static func occupyClosed() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == 1 ? O_RDONLY : O_RDWR)
        }
    }
}
