/// The beginning of a file, for recognizing its format.
struct FileSample: Sendable {
    private static let lineLimit = 256
    private static let byteLimit = 1 << 16

    /// Path of the file.
    let path: String
    /// At most 256 lines from the first 64 KiB, without line ends and without blank lines.
    let lines: [String]
    /// Number of the first line that is not blank, from 1.
    let firstLine: Int
    private let bytes: [UInt8]
    private let lineEnds: LineEnds

    /// Takes the sample of a file.
    init(file: InputFile) {
        let isWhole = file.text.count <= Self.byteLimit
        self.init(
            path: file.path, text: UnsafeRawBufferPointer(rebasing: file.text.prefix(Self.byteLimit)), isWhole: isWhole)
    }

    /// Takes the sample of a text; a last line that may be cut off counts only when it is the only one.
    init(path: String, text: UnsafeRawBufferPointer, isWhole: Bool) {
        self.path = path
        lineEnds = LineEnds(of: text)
        var (lines, ends, position, number, first): ([String], [Int], Int, Int, Int) = ([], [], 0, 0, 0)
        while position < text.count, lines.count < Self.lineLimit {
            let (end, next) = lineEnds.lineEnd(in: text, from: position)
            var line = text[position..<end]
            if line.last == 0x0D { line = line.dropLast() }
            (position, number) = (next, number + 1)
            if end == text.count, !isWhole, !lines.isEmpty { break }
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            if lines.isEmpty { first = number }
            let bytes = UnsafeRawBufferPointer(rebasing: line)
            lines.append(TextDecoding(content: bytes).string(bytes))
            ends.append(next)
        }
        self.lines = lines
        firstLine = max(first, 1)
        bytes = Array(text.prefix(ends.last ?? 0))
    }

    /// The first line, or nothing.
    var header: String { lines.first ?? "" }

    /// The beginning of the file for a message.
    var beginning: String { "\"\(header.prefix(60))\(header.count > 60 ? "…" : "")\"" }

    /// Whether a delimiter occurs anywhere.
    func contains(_ delimiter: Delimiter) -> Bool {
        bytes.contains(delimiter.byte) || (delimiter.isRun && bytes.contains(0x09))
    }

    /// The rows, blank ones left out; with quotes after RFC 4180 a row may span lines, and malformed rows are left out.
    func rows(_ delimiter: Delimiter, quotes: Bool) -> [[String]] {
        bytes.withUnsafeBytes { text in
            guard let base = text.baseAddress else { return [] }
            var plain = DelimitedTokenizer(text: text, base: base, delimiter: delimiter, lineEnds: lineEnds)
            var quoted = QuotedTokenizer(text: text, base: base, separator: delimiter.byte, lineEnds: lineEnds)
            let usesQuotes = quotes && delimiter.allowsQuotes && text.contains(0x22)
            var (rows, position): ([[String]], Int) = ([], 0)
            let limit = text.count + 1
            let fields = UnsafeMutablePointer<FieldSlice>.allocate(capacity: limit)
            defer { fields.deallocate() }
            while position < text.count {
                let start = position
                let count =
                    usesQuotes ? quoted.nextRow(into: fields, limit: limit) : plain.nextRow(into: fields, limit: limit)
                position = usesQuotes ? quoted.position : plain.position
                let text = UnsafeRawBufferPointer(rebasing: text[start..<position])
                guard count > 0, !BlankRow.isBlank(text, delimiter: delimiter, quotes: usesQuotes) else { continue }
                rows.append((0..<count).map { TextDecoding(content: fields[$0].bytes).string(fields[$0].bytes) })
            }
            return rows
        }
    }
}
