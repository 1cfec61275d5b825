/// The first lines of a file, for recognising its format.
struct FileSample: Sendable {
    private static let lineLimit = 64
    private static let byteLimit = 1 << 16

    /// Path of the file.
    let path: String
    /// At most 64 lines from the first 64 KiB, without line ends and without empty lines.
    let lines: [String]

    /// Takes the sample of a file.
    init(file: InputFile) {
        let isWhole = file.text.count <= Self.byteLimit
        self.init(
            path: file.path, text: UnsafeRawBufferPointer(rebasing: file.text.prefix(Self.byteLimit)), isWhole: isWhole)
    }

    /// Takes the sample of a text; a last line that may be cut off counts only when it is the only one.
    init(path: String, text: UnsafeRawBufferPointer, isWhole: Bool) {
        self.path = path
        var parts = text.split(separator: 0x0A, maxSplits: Self.lineLimit, omittingEmptySubsequences: true)
        if parts.count > Self.lineLimit || (!isWhole && parts.count > 1) { parts.removeLast() }
        lines = parts.compactMap { part in
            let line = part.last == 0x0D ? part.dropLast() : part
            guard !line.isEmpty else { return nil }
            let bytes = UnsafeRawBufferPointer(rebasing: line)
            return TextDecoding(content: bytes).string(bytes)
        }
    }

    /// The first line, or nothing.
    var header: String { lines.first ?? "" }

    /// The beginning of the file for a message.
    var beginning: String { "\"\(header.prefix(60))\(header.count > 60 ? "…" : "")\"" }

    /// The fields of a line.
    static func fields(_ line: String, _ separator: Character) -> [String] {
        line.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// Whether at least half of the lines (of those after the header, if there is one) pass a test, and there is a line.
    func mostLines(hasHeader: Bool = false, _ test: (String) -> Bool) -> Bool {
        let rows = hasHeader ? lines.dropFirst() : lines[...]
        return !rows.isEmpty && rows.count { test($0) } * 2 >= rows.count
    }

    /// Whether a text is written like a number.
    static func isNumber(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E || $0 == 0x2D }
    }
}
