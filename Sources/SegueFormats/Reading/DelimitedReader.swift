/// Reads files of separated fields.
struct DelimitedReader {
    let text: UnsafeRawBufferPointer
    let lineEnds: LineEnds
    let layout: DelimitedLayout

    /// Number of lines, which is at least the number of rows.
    var rowBound: Int { lineEnds.count(in: text) + 1 }

    /// Reads all rows.
    ///
    /// - Throws: ``ReadError`` for the first malformed row that the ledger does not accept.
    func read(into assembler: inout RowAssembler, ledger: inout BadRowLedger) throws {
        guard let base = text.baseAddress else { return }
        let limit = layout.fields.fieldCount
        let fields = UnsafeMutablePointer<FieldSlice>.allocate(capacity: max(limit, 1))
        defer { fields.deallocate() }
        fields.initialize(repeating: FieldSlice(start: base, count: 0, offset: 0), count: max(limit, 1))
        if layout.allowsQuotes, LineScanning.firstIndex(of: 0x22, in: text, from: 0) < text.count {
            try readQuoted(base, fields, into: &assembler, ledger: &ledger)
        } else {
            try readPlain(base, fields, into: &assembler, ledger: &ledger)
        }
    }

    private func readPlain(
        _ base: UnsafeRawPointer, _ fields: UnsafeMutablePointer<FieldSlice>, into assembler: inout RowAssembler,
        ledger: inout BadRowLedger
    ) throws {
        let expected = layout.fields.fieldCount
        var tokenizer = DelimitedTokenizer(text: text, base: base, delimiter: layout.delimiter, lineEnds: lineEnds)
        var line = 0
        var isHeader = layout.hasHeader
        while isHeader, tokenizer.position < text.count {
            let lineStart = tokenizer.position
            _ = tokenizer.nextRow(into: fields, limit: expected)
            isHeader = isBlank(lineStart..<tokenizer.position)
            line += 1
        }
        while tokenizer.position < text.count {
            let lineStart = tokenizer.position
            line += 1
            let count = tokenizer.nextRow(into: fields, limit: expected)
            if count == expected, assembler.append(fields) { continue }
            guard !isBlank(lineStart..<tokenizer.position) else { continue }
            let problem = count == expected ? assembler.problem : wrongCount(count, lineStart)
            try ledger.record(problem, line: line, lineStart: lineStart)
        }
    }

    private func readQuoted(
        _ base: UnsafeRawPointer, _ fields: UnsafeMutablePointer<FieldSlice>, into assembler: inout RowAssembler,
        ledger: inout BadRowLedger
    ) throws {
        let expected = layout.fields.fieldCount
        var tokenizer = QuotedTokenizer(
            text: text, base: base, separator: layout.delimiter.byte, lineEnds: lineEnds)
        var line = 1
        var isHeader = layout.hasHeader
        while tokenizer.position < text.count {
            let (lineStart, rowLine) = (tokenizer.position, line)
            let count = tokenizer.nextRow(into: fields, limit: expected)
            line += lineEnds.count(in: UnsafeRawBufferPointer(rebasing: text[lineStart..<tokenizer.position]))
            if !isHeader, count == expected, assembler.append(fields) { continue }
            guard !isBlank(lineStart..<tokenizer.position) else { continue }
            if isHeader, count > 0 {
                isHeader = false
                continue
            }
            let problem =
                count < 0 ? tokenizer.problem : count == expected ? assembler.problem : wrongCount(count, lineStart)
            try ledger.record(problem, line: rowLine, lineStart: lineStart)
        }
    }

    /// Whether the row at these positions holds nothing.
    private func isBlank(_ row: Range<Int>) -> Bool {
        BlankRow.isBlank(
            UnsafeRawBufferPointer(rebasing: text[row]), delimiter: layout.delimiter, quotes: layout.allowsQuotes)
    }

    private func wrongCount(_ count: Int, _ lineStart: Int) -> RowProblem {
        let expected = layout.fields.fieldCount
        return RowProblem(offset: lineStart, message: "expected \(expected) columns, found \(count)")
    }
}

/// Rows that hold nothing, such as the empty rows of a spreadsheet.
///
/// Where a file begins is decided here for the sample, which finds the header, and for the reader, which skips it: the two
/// must agree, or a header becomes an interaction.
enum BlankRow {
    /// Whether a row is made of blanks, delimiters, line ends and, where fields may be quoted, quotes alone.
    static func isBlank(_ row: UnsafeRawBufferPointer, delimiter: Delimiter, quotes: Bool) -> Bool {
        row.allSatisfy { byte in
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D, delimiter.byte: true
            case 0x22: quotes
            default: false
            }
        }
    }
}
