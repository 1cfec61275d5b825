import SegueData

/// A log as a table of text: which columns there are, and the bytes of every row.
struct OutputTable {
    private static let pieceSize = 1 << 16

    let log: InteractionLog
    let format: OutputFormat
    /// Path for messages.
    let path: String

    /// Writes all rows.
    func write(to sink: ([UInt8]) throws -> Void) throws {
        var text: [UInt8] = []
        text.reserveCapacity(Self.pieceSize + 4096)
        let cells = columns
        appendHeader(cells, to: &text)
        for user in stride(from: 1, through: Int32(clamping: log.userCount), by: 1) {
            let rows = log.rows(ofUser: user)
            for row in rows {
                try appendRow(cells, Location(user: user, row: row, rank: row - rows.lowerBound), to: &text)
                if text.count >= Self.pieceSize {
                    try sink(text)
                    text.removeAll(keepingCapacity: true)
                }
            }
        }
        if !text.isEmpty { try sink(text) }
    }

    /// Where a cell stands.
    struct Location {
        var user: Int32
        var row: Int
        /// Number of the row within its user, from 0.
        var rank: Int
    }

    /// A column of the table.
    struct Column {
        var name: String
        /// The type in the header of an atomic file.
        var type: String
        /// Whether JSON writes it as a number.
        var isNumber: Bool
        /// Appends the plain text of a cell.
        var append: (Location, inout [UInt8]) -> Void
    }

    private func appendHeader(_ columns: [Column], to text: inout [UInt8]) {
        switch format {
        case .recbole: text += Array(columns.map { "\($0.name):\($0.type)" }.joined(separator: "\t").utf8)
        case .gru4rec: text += Array(columns.map(\.name).joined(separator: "\t").utf8)
        case .csv:
            for (position, column) in columns.enumerated() {
                if position > 0 { text.append(0x2C) }
                TextEscapes.appendCSV(Array(column.name.utf8)[...], to: &text)
            }
        case .sasrec, .jsonl: return
        }
        text.append(0x0A)
    }

    private func appendRow(_ columns: [Column], _ location: Location, to text: inout [UInt8]) throws {
        if format == .jsonl { return appendObject(columns, location, to: &text) }
        let separator: UInt8 = format == .csv ? 0x2C : format == .sasrec ? 0x20 : 0x09
        for position in columns.indices {
            if position > 0 { text.append(separator) }
            let start = text.count
            columns[position].append(location, &text)
            if format == .csv {
                TextEscapes.quoteCSV(from: start, in: &text)
            } else if !columns[position].isNumber {
                try check(text[start...], separator: separator, column: columns[position].name, row: location.row)
            }
        }
        text.append(0x0A)
    }

    private func appendObject(_ columns: [Column], _ location: Location, to text: inout [UInt8]) {
        text.append(0x7B)
        var isFirst = true
        for column in columns {
            var value: [UInt8] = []
            column.append(location, &value)
            if value.isEmpty { continue }
            if !isFirst { text.append(0x2C) }
            isFirst = false
            TextEscapes.appendJSON(Array(column.name.utf8), to: &text)
            text.append(0x3A)
            if column.isNumber { text += value } else { TextEscapes.appendJSON(value, to: &text) }
        }
        text += [0x7D, 0x0A]
    }

    private func check(_ cell: ArraySlice<UInt8>, separator: UInt8, column: String, row: Int) throws {
        guard cell.contains(where: { $0 == separator || $0 == 0x0A || $0 == 0x0D }) else { return }
        throw ReadError(
            .format, path: path,
            problem: "the \(column) of interaction \(row + 1) holds a separator or a line break, which the format "
                + "\(format.rawValue) cannot express",
            remedy: "Write csv or jsonl instead.")
    }
}
