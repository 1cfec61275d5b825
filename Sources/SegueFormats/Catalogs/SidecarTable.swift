import Foundation

/// Reads a file about items or users beside the interactions: separated fields, decoded as UTF-8 or Latin-1.
struct SidecarTable {
    let separator: UInt8
    var isDoubled = false
    var allowsQuotes = false
    var hasHeader = false
    /// Fewest fields of a row.
    let minimumFields: Int
    /// Most fields of a row.
    var maximumFields = 64
    /// Whether all rows must have as many fields as the first.
    var isRectangular = false

    /// Calls `body` with the fields of every row; does nothing when the file does not exist.
    ///
    /// - Throws: ``ReadError`` for a malformed row beyond `maximumBadRows`.
    func forEachRow(in path: String, maximumBadRows: Int, _ body: ([String]) -> Void) throws {
        try forEachRow(in: path, maximumBadRows: maximumBadRows) { row, _ in body(row) }
    }

    /// Calls `body` with the fields and the line of every row; does nothing when the file does not exist.
    ///
    /// - Throws: ``ReadError`` for a malformed row beyond `maximumBadRows`.
    func forEachRow(in path: String, maximumBadRows: Int, _ body: ([String], Int) -> Void) throws {
        guard let existing = [path, path + ".gz"].first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            return
        }
        let file = try InputFile(path: existing)
        let text = file.text
        guard let base = text.baseAddress else { return }
        let decoding = TextDecoding(content: text)
        var ledger = BadRowLedger(path: existing, maximum: max(maximumBadRows, 0))
        let lineEnds = LineEnds(of: text)
        var plain = DelimitedTokenizer(
            text: text, base: base, delimiter: Delimiter(separator, isDoubled: isDoubled), lineEnds: lineEnds)
        var quoted = QuotedTokenizer(text: text, base: base, separator: separator, lineEnds: lineEnds)
        let maximumFields = max(maximumFields, firstRowCount(text, base, lineEnds))
        let fields = UnsafeMutablePointer<FieldSlice>.allocate(capacity: maximumFields)
        defer { fields.deallocate() }
        fields.initialize(repeating: FieldSlice(start: base, count: 0, offset: 0), count: maximumFields)
        var (start, line, isHeader) = (0, 1, hasHeader)
        var allowed = minimumFields...max(minimumFields, maximumFields)
        while start < text.count {
            let count =
                allowsQuotes
                ? quoted.nextRow(into: fields, limit: maximumFields) : plain.nextRow(into: fields, limit: maximumFields)
            let next = allowsQuotes ? quoted.position : plain.position
            if isHeader {
                isHeader = false
            } else if allowed.contains(count) {
                if isRectangular { allowed = count...count }
                body((0..<count).map { decoding.string(fields[$0].bytes) }, line)
            } else if count != 0 {
                let problem =
                    count < 0
                    ? quoted.problem
                    : RowProblem(offset: start, message: "expected \(allowed.lowerBound) columns, found \(count)")
                try ledger.record(problem, line: line, lineStart: start)
            }
            line += lineEnds.count(in: UnsafeRawBufferPointer(rebasing: text[start..<next]))
            start = next
        }
    }

    /// Number of fields of the first row: where all rows have as many, there is no other bound.
    private func firstRowCount(_ text: UnsafeRawBufferPointer, _ base: UnsafeRawPointer, _ lineEnds: LineEnds) -> Int {
        guard isRectangular else { return 0 }
        var spare = FieldSlice(start: base, count: 0, offset: 0)
        if allowsQuotes {
            var quoted = QuotedTokenizer(text: text, base: base, separator: separator, lineEnds: lineEnds)
            return quoted.nextRow(into: &spare, limit: 1)
        }
        var plain = DelimitedTokenizer(
            text: text, base: base, delimiter: Delimiter(separator, isDoubled: isDoubled), lineEnds: lineEnds)
        return plain.nextRow(into: &spare, limit: 1)
    }

    /// The path of a file in the same folder as another.
    static func sibling(_ name: String, of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// The categories of a field such as `Animation|Comedy`; none for `(no genres listed)`.
    static func genres(_ field: String) -> [String] {
        field == "(no genres listed)" ? [] : field.split(separator: "|").map(String.init)
    }
}
