import Foundation
import SegueBundle
import SegueCore
import SegueRunLog

/// Text for programs goes to standard output, text for people to standard error.
///
/// Standard output that cannot be written ends the program with exit code 74 and a message: an answer that got lost is a
/// failure. A reader that has gone away (a closed pipe, as with `| head`) ends it silently, by SIGPIPE or with the shell's
/// code for it, 141.
enum Console {
    /// Prints lines. Escape sequences and other invisible characters in them are shown, not obeyed.
    static func output(_ text: String) { write(Data((VisibleText.lines(text) + "\n").utf8)) }

    /// Tells people something, on a line of its own below a progress bar that is under way.
    static func error(_ text: String) {
        Terminal.endOpenLine()
        // There is nobody left to tell that this did not work.
        try? FileHandle.standardError.write(contentsOf: Data((VisibleText.lines(text) + "\n").utf8))
    }

    /// Tells what a person must know.
    static func notes(_ notes: [String]) {
        for note in notes { error("note: \(note)") }
    }

    /// Prints a value as JSON with sorted keys.
    static func json(_ value: some Encodable) throws { write(try encoder.encode(value) + Data("\n".utf8)) }

    /// How values become JSON for programs.
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return encoder
    }

    private static func write(_ data: Data) {
        do {
            try data.withUnsafeBytes { try OutputSink.writeToStandardOutput($0) }
        } catch {
            ErrorReport.exit(with: error)
        }
    }
}
