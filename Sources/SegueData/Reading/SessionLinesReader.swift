/// Reads files with one session a line: item identifiers separated by spaces. The line number, from 1, names the session.
struct SessionLinesReader {
    /// The roles of the two fields that each row is made of.
    static let fields = InteractionLayout(fieldCount: 2, user: 0, item: 1)

    let text: UnsafeRawBufferPointer

    /// Number of separators, which is at least the number of rows.
    var rowBound: Int { LineScanning.count(0x0A, in: text) + LineScanning.count(0x20, in: text) + 1 }

    /// Reads all sessions. A malformed identifier leaves out its row only.
    func read(into assembler: inout RowAssembler, ledger: inout BadRowLedger) throws {
        guard let base = text.baseAddress else { return }
        var (position, line) = (0, 0)
        while position < text.count {
            line += 1
            let lineEnd = LineScanning.firstIndex(of: 0x0A, in: text, from: position)
            var name = String(line)
            try name.withUTF8 { name in
                guard let start = name.baseAddress else { return }
                let session = FieldSlice(start: UnsafeRawPointer(start), count: name.count, offset: position)
                try readSession(
                    session, in: position..<lineEnd, line: line, base: base, into: &assembler, ledger: &ledger)
            }
            position = lineEnd + 1
        }
    }

    private func readSession(
        _ session: FieldSlice, in range: Range<Int>, line: Int, base: UnsafeRawPointer,
        into assembler: inout RowAssembler, ledger: inout BadRowLedger
    ) throws {
        var start = range.lowerBound
        try withUnsafeTemporaryAllocation(of: FieldSlice.self, capacity: 2) { fields in
            fields.initialize(repeating: session)
            guard let pointer = fields.baseAddress else { return }
            while start < range.upperBound {
                var end = start
                while end < range.upperBound, !Self.isSpace(text[end]) { end += 1 }
                if end > start {
                    fields[1] = FieldSlice(start: base + start, count: end - start, offset: start)
                    if !assembler.append(pointer) {
                        try ledger.record(assembler.problem, line: line, lineStart: range.lowerBound)
                    }
                }
                start = end + 1
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
