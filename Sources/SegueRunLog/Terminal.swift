import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where progress is shown, and what can be done there. Tests make their own.
public struct Terminal {
    /// Whether lines can be overwritten.
    public var isInteractive: Bool
    /// Whether colors are wanted.
    public var usesColor: Bool
    /// The width in columns; asked for anew at each line, because windows change.
    public var width: () -> Int
    /// Writes text.
    public var write: (String) -> Void

    /// Describes an output.
    ///
    /// - Parameters:
    ///   - isInteractive: Whether lines can be overwritten.
    ///   - usesColor: Whether colors are wanted.
    ///   - width: The width in columns.
    ///   - write: Writes text.
    public init(
        isInteractive: Bool, usesColor: Bool, width: @escaping () -> Int, write: @escaping (String) -> Void
    ) {
        self.isInteractive = isInteractive
        self.usesColor = usesColor
        self.width = width
        self.write = write
    }

    /// Standard error: interactive if it is a terminal that can move its cursor, colored unless `NO_COLOR` is set
    /// (<https://no-color.org>).
    ///
    /// - Parameter environment: The environment variables.
    public static func standardError(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> Terminal {
        let isTerminal = isatty(STDERR_FILENO) == 1
        return Terminal(
            isInteractive: isTerminal && environment["TERM"] != "dumb",
            usesColor: isTerminal && wantsColor(environment),
            width: { columns(environment) },
            write: { text in
                hasOpenLine.store(!text.hasSuffix("\n") && text != clearingLine, ordering: .relaxed)
                // Progress that cannot be shown is no reason to stop training.
                try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
            }
        )
    }

    /// What clears a line that can be overwritten.
    static let clearingLine = "\r\u{1B}[K"

    private static let hasOpenLine = Atomic(false)

    /// Ends a line of progress on standard error that is under way, so that other text does not stick to it.
    public static func endOpenLine() {
        guard hasOpenLine.exchange(false, ordering: .relaxed) else { return }
        try? FileHandle.standardError.write(contentsOf: Data("\n".utf8))
    }

    /// Whether the environment allows colors: `NO_COLOR` is not set, or empty.
    static func wantsColor(_ environment: [String: String]) -> Bool {
        (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    private static func columns(_ environment: [String: String]) -> Int {
        var size = winsize()
        if ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return environment["COLUMNS"].flatMap { Int($0) } ?? 80
    }
}
