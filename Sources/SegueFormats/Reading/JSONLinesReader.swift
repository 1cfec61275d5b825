/// Reads files of one JSON object a line. Strings, numbers and booleans count as text; `null` and a missing key are empty
/// fields; keys that play no role are skipped, whatever they hold.
struct JSONLinesReader {
    let text: UnsafeRawBufferPointer
    let lineEnds: LineEnds
    let layout: JSONLinesLayout

    /// Number of lines, which is at least the number of rows.
    var rowBound: Int { lineEnds.count(in: text) + 1 }

    /// Reads all rows.
    ///
    /// - Throws: ``ReadError`` for the first malformed row that the ledger does not accept.
    func read(into assembler: inout RowAssembler, ledger: inout BadRowLedger) throws {
        guard let base = text.baseAddress else { return }
        let fields = UnsafeMutablePointer<FieldSlice>.allocate(capacity: max(layout.keys.count, 1))
        defer { fields.deallocate() }
        fields.initialize(repeating: FieldSlice(start: base, count: 0, offset: 0), count: max(layout.keys.count, 1))
        let keys = layout.keys.map { Array($0.utf8) }
        let scratch = ScratchArena()
        var (position, line) = (0, 0)
        while position < text.count {
            line += 1
            let lineStart = position
            let (lineEnd, next) = lineEnds.lineEnd(in: text, from: position)
            position = next
            scratch.reset()
            var scanner = JSONObjectScanner(text: text, base: base, range: lineStart..<lineEnd, scratch: scratch)
            guard !scanner.isBlank else { continue }
            for index in keys.indices { fields[index] = FieldSlice(start: base, count: 0, offset: lineStart) }
            if let problem = scanner.scan(keys: keys, into: fields) {
                try ledger.record(problem, line: line, lineStart: lineStart)
            } else if !assembler.append(fields) {
                try ledger.record(assembler.problem, line: line, lineStart: lineStart)
            }
        }
    }
}
