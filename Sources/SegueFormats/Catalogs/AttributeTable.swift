import Foundation

/// A table of attributes: rows of texts under named columns, as a file about items or users holds them.
///
/// CSV and other separated text with a header, RecBole's atomic files, JSON Lines, or one JSON array of objects; gzipped
/// or not.
struct AttributeTable {
    /// A column of the table.
    struct Column: Equatable {
        /// The name.
        var name: String
        /// How its values are to be taken.
        var kind: Kind
    }

    /// How the values of a column are to be taken.
    enum Kind {
        /// One name.
        case text
        /// A number.
        case number
        /// Several names, separated by blanks.
        case words
    }

    private(set) var columns: [Column]
    /// The rows, each with one text per column; empty where there is no value.
    private(set) var rows: [[String]]
    /// The line of each row.
    private(set) var lines: [Int]

    /// Reads a table.
    ///
    /// - Throws: ``ReadError`` for a missing file, a missing header, or a malformed row beyond `maximumBadRows`.
    init(path: String, maximumBadRows: Int) throws {
        (columns, rows, lines) = ([], [], [])
        let file = try InputFile(path: path)
        let sample = FileSample(file: file)
        switch sample.header.first(where: { !$0.isWhitespace }) {
        case nil: throw Self.noHeader(path)
        case "{": try readObjects(file, maximumBadRows)
        case "[": try readArray(file)
        default: try readSeparated(path, sample, maximumBadRows)
        }
    }

    // MARK: - Separated text

    private mutating func readSeparated(_ path: String, _ sample: FileSample, _ maximumBadRows: Int) throws {
        let separator = Self.separator(of: sample.header)
        let isTyped = sample.header.split(separator: "\t").allSatisfy { RecBoleFormat.Column(String($0)) != nil }
        let table = SidecarTable(
            separator: separator, allowsQuotes: !isTyped, minimumFields: 1, isRectangular: true)
        try table.forEachRow(in: path, maximumBadRows: maximumBadRows) { fields, line in
            guard !columns.isEmpty else {
                columns = fields.map { Self.column($0.trimmingCharacters(in: .whitespaces)) }
                return
            }
            rows.append(fields)
            lines.append(line)
        }
        guard columns.count > 1 else { throw Self.noHeader(path) }
        if !isTyped { takeNumbers() }
    }

    /// The separator that occurs most often in a header.
    private static func separator(of header: String) -> UInt8 {
        let candidates: [UInt8] = [0x09, 0x2C, 0x3B, 0x7C]
        let counts = candidates.map { candidate in header.utf8.count { $0 == candidate } }
        return zip(candidates, counts).max { $0.1 < $1.1 }?.0 ?? 0x2C
    }

    /// A column as its header names it: `name`, or `name:type` in atomic files.
    private static func column(_ header: String) -> Column {
        guard let typed = RecBoleFormat.Column(header) else { return Column(name: header, kind: .text) }
        switch typed.type {
        case "float": return Column(name: typed.name, kind: .number)
        case "token_seq", "float_seq": return Column(name: typed.name, kind: .words)
        default: return Column(name: typed.name, kind: .text)
        }
    }

    /// Takes a column for numbers when all its values are numbers, and there is one.
    private mutating func takeNumbers() {
        for index in columns.indices where columns[index].kind == .text {
            let values = rows.lazy.map { $0[index] }.filter { !$0.isEmpty }
            if !values.isEmpty, values.allSatisfy({ Float($0)?.isFinite == true }) { columns[index].kind = .number }
        }
    }

    // MARK: - JSON

    private mutating func readObjects(_ file: InputFile, _ maximumBadRows: Int) throws {
        var ledger = BadRowLedger(path: file.path, maximum: max(maximumBadRows, 0))
        var (objects, numbers): ([[String: Any]], [Int]) = ([], [])
        let (text, lineEnds) = (file.text, LineEnds(of: file.text))
        var (next, line) = (0, 0)
        while next < text.count {
            let start = next
            let end: Int
            (end, next) = lineEnds.lineEnd(in: text, from: start)
            line += 1
            let bytes = Data(text[start..<end])
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            guard let object = (try? JSONSerialization.jsonObject(with: bytes)) as? [String: Any] else {
                let problem = RowProblem(offset: start, message: "expected a JSON object")
                try ledger.record(problem, line: line, lineStart: start)
                continue
            }
            objects.append(object)
            numbers.append(line)
        }
        take(objects, lines: numbers)
    }

    private mutating func readArray(_ file: InputFile) throws {
        let data = Data(file.text)
        guard let objects = (try? JSONSerialization.jsonObject(with: data)) as? [[String: Any]], !objects.isEmpty else {
            throw ReadError(
                .format, path: file.path, line: 1, problem: "expected a JSON array of objects",
                remedy: "Write one object per item or user, or one per line.")
        }
        take(objects, lines: Array(repeating: 1, count: objects.count))
    }

    private mutating func take(_ objects: [[String: Any]], lines: [Int]) {
        let names = Set(objects.flatMap(\.keys)).sorted()
        columns = names.map { name in
            let values = objects.lazy.compactMap { $0[name] }.filter { !($0 is NSNull) }
            if values.contains(where: { $0 is [Any] }) { return Column(name: name, kind: .words) }
            let areNumbers = !values.isEmpty && values.allSatisfy { Self.number($0) != nil }
            return Column(name: name, kind: areNumbers ? .number : .text)
        }
        rows = objects.map { object in names.map { Self.text(object[$0]) } }
        self.lines = lines
    }

    /// A number; nil for everything else, `true` and `false` among it.
    private static func number(_ value: Any) -> NSNumber? {
        guard !(value is Bool) || "\(value)" == "0" || "\(value)" == "1" else { return nil }
        return value as? NSNumber
    }

    private static func text(_ value: Any?) -> String {
        switch value {
        case let text as String: text
        case let list as [Any]: list.map { Self.text($0) }.joined(separator: AttributeTable.listSeparator)
        case let value?: value is NSNull ? "" : "\(value)"
        default: ""
        }
    }

    /// Stands between the members of a JSON array; no text of a file holds it.
    static let listSeparator = "\u{1F}"

    private static func noHeader(_ path: String) -> ReadError {
        ReadError(
            .format, path: path, line: 1, problem: "expected a header that names the columns, or JSON objects",
            remedy: "Add a first line such as item_id,title,genres.")
    }
}
