/// Reads files with the items of one sequence on each line.
struct ItemLinesReader {
    let text: UnsafeRawBufferPointer
    let lineEnds: LineEnds
    let layout: ItemLinesLayout

    /// Number of separators, which is at least the number of rows.
    var rowBound: Int {
        lineEnds.count(in: text) + LineScanning.count(0x20, in: text) + LineScanning.count(0x09, in: text) + 1
    }

    /// Reads all lines. A malformed identifier leaves out its row only.
    func read(into assembler: inout RowAssembler, ledger: inout BadRowLedger) throws {
        guard let base = text.baseAddress else { return }
        var (position, line) = (0, 0)
        while position < text.count {
            line += 1
            let (end, next) = lineEnds.lineEnd(in: text, from: position)
            let words = Words(base: base, position: position, end: end)
            switch layout {
            case .named: try readLine(words, name: nil, line: line, into: &assembler, ledger: &ledger)
            case .numbered:
                var name = String(line)
                try name.withUTF8 { name in
                    guard let start = name.baseAddress else { return }
                    let field = FieldSlice(start: UnsafeRawPointer(start), count: name.count, offset: position)
                    try readLine(words, name: field, line: line, into: &assembler, ledger: &ledger)
                }
            }
            position = next
        }
    }

    /// Reads the words of a line, the first of which is the name unless that is known.
    private func readLine(
        _ words: Words, name: FieldSlice?, line: Int, into assembler: inout RowAssembler, ledger: inout BadRowLedger
    ) throws {
        var words = words
        let lineStart = words.position
        guard let name = name ?? words.next() else { return }
        try withUnsafeTemporaryAllocation(of: FieldSlice.self, capacity: 2) { fields in
            fields.initialize(repeating: name)
            guard let pointer = fields.baseAddress else { return }
            while let word = words.next() {
                fields[1] = word
                if !assembler.append(pointer) {
                    try ledger.record(assembler.problem, line: line, lineStart: lineStart)
                }
            }
        }
    }

    /// The words of a line, one after the other.
    private struct Words {
        let base: UnsafeRawPointer
        var position: Int
        let end: Int

        private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

        private var byte: UInt8 { base.load(fromByteOffset: position, as: UInt8.self) }

        mutating func next() -> FieldSlice? {
            while position < end, Self.isBlank(byte) { position += 1 }
            let start = position
            while position < end, !Self.isBlank(byte) { position += 1 }
            return position > start ? FieldSlice(start: base + start, count: position - start, offset: start) : nil
        }
    }
}
