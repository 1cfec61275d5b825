/// Splits text with quoted fields into rows, after RFC 4180: a field in double quotes may hold separators and line breaks,
/// and a double quote when it is written twice.
struct QuotedTokenizer {
    /// Longest quoted field; a quote that is not closed by then is taken for malformed, which keeps a file full of
    /// unclosed quotes from being read again and again to its end.
    static let longestQuotedField = 1 << 20

    private let text: UnsafeRawBufferPointer
    private let base: UnsafeRawPointer
    private let separator: UInt8
    private let lineEnds: LineEnds
    private let scratch = ScratchArena()
    /// Where the next row begins.
    var position = 0
    /// What was wrong with the last row, when ``nextRow(into:limit:)`` answered a negative number.
    private(set) var problem = RowProblem(offset: 0, message: "")

    init(text: UnsafeRawBufferPointer, base: UnsafeRawPointer, separator: UInt8, lineEnds: LineEnds) {
        self.text = text
        self.base = base
        self.separator = separator
        self.lineEnds = lineEnds
    }

    /// Splits the row at ``position`` and moves on to the next one; after a malformed row, to the next line.
    ///
    /// - Returns: the number of fields; 0 for an empty line, −1 for a malformed row.
    mutating func nextRow(into fields: UnsafeMutablePointer<FieldSlice>, limit: Int) -> Int {
        scratch.reset()
        let rowStart = position
        var count = 0
        while true {
            guard let field = nextField() else {
                position = lineEnds.lineEnd(in: text, from: rowStart).next
                return -1
            }
            if count < limit { fields[count] = field }
            count += 1
            if position < text.count, text[position] == separator {
                position += 1
                continue
            }
            skipLineEnd()
            return count == 1 && field.count == 0 && field.offset == rowStart ? 0 : count
        }
    }

    /// Reads a field and stops at what ends it; nil when it is malformed.
    private mutating func nextField() -> FieldSlice? {
        let start = position
        if start < text.count, text[start] == 0x22 { return quotedField() }
        while position < text.count, text[position] != separator, !isLineEnd(text[position]) { position += 1 }
        var length = position - start
        if length > 0, position == text.count || text[position] == 0x0A, text[position - 1] == 0x0D { length -= 1 }
        return FieldSlice(start: base + start, count: length, offset: start)
    }

    private mutating func quotedField() -> FieldSlice? {
        let start = position + 1
        var (scan, doubled) = (start, 0)
        let limit = min(text.count, start + Self.longestQuotedField)
        let window = UnsafeRawBufferPointer(rebasing: text[..<limit])
        while true {
            scan = LineScanning.firstIndex(of: 0x22, in: window, from: scan)
            guard scan < limit else {
                return fail(start - 1, "this quote is not closed within the file or within 1 MiB")
            }
            guard scan + 1 < text.count, text[scan + 1] == 0x22 else { break }
            (scan, doubled) = (scan + 2, doubled + 1)
            guard scan < limit else {
                return fail(start - 1, "this quote is not closed within the file or within 1 MiB")
            }
        }
        position = scan + 1
        guard isAtFieldEnd else {
            // A closing quote on a later line is most likely the opening one of another field.
            let spansLines = text[start..<scan].contains(where: isLineEnd)
            return fail(
                spansLines ? start - 1 : position,
                spansLines
                    ? "this quote is not closed on its line"
                    : "expected a separator or the end of the line after the quote")
        }
        if doubled == 0 { return FieldSlice(start: base + start, count: scan - start, offset: start) }
        return unescaped(start..<scan, length: scan - start - doubled)
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || (byte == 0x0D && lineEnds.returnsEndLines) }

    private var isAtFieldEnd: Bool {
        guard position < text.count else { return true }
        let byte = text[position]
        return byte == separator || isLineEnd(byte)
            || (byte == 0x0D && (position + 1 == text.count || text[position + 1] == 0x0A))
    }

    private func unescaped(_ range: Range<Int>, length: Int) -> FieldSlice {
        let room = scratch.allocate(max(length, 1))
        var (source, target) = (range.lowerBound, 0)
        while source < range.upperBound, target < length {
            room[target] = text[source]
            source += text[source] == 0x22 ? 2 : 1
            target += 1
        }
        return FieldSlice(
            start: room.baseAddress.map { UnsafeRawPointer($0) } ?? base, count: length, offset: range.lowerBound)
    }

    private mutating func skipLineEnd() {
        if position < text.count, text[position] == 0x0D { position += 1 }
        if position < text.count, text[position] == 0x0A { position += 1 }
    }

    private mutating func fail(_ offset: Int, _ message: String) -> FieldSlice? {
        problem = RowProblem(offset: offset, message: message)
        return nil
    }
}
