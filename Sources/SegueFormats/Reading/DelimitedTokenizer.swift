/// Splits text into rows and fields, eight bytes a step.
struct DelimitedTokenizer {
    private static let newline: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    private let base: UnsafeRawPointer
    private let end: Int
    private let separator: UInt8
    private let isDoubled: Bool
    private let isRun: Bool
    private let returnsEndLines: Bool
    private let separatorPattern: UInt64
    /// Where the next row begins.
    var position = 0

    init(text: UnsafeRawBufferPointer, base: UnsafeRawPointer, delimiter: Delimiter, lineEnds: LineEnds) {
        self.base = base
        end = text.count
        separator = delimiter.byte
        isDoubled = delimiter.isDoubled
        isRun = delimiter.isRun
        returnsEndLines = lineEnds.returnsEndLines
        separatorPattern = UInt64(separator) &* 0x0101_0101_0101_0101
    }

    /// Splits the row at ``position`` and moves on to the next one.
    ///
    /// - Parameters:
    ///   - fields: receives the fields; room for `limit`.
    ///   - limit: further fields are counted but not stored.
    /// - Returns: the number of fields; 0 for an empty line.
    @inline(__always)
    mutating func nextRow(into fields: UnsafeMutablePointer<FieldSlice>, limit: Int) -> Int {
        var (start, count, scan) = (position, 0, position)
        while scan + 8 <= end {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: scan, as: UInt64.self))
            var hits =
                LineScanning.zeroBytes(word ^ separatorPattern) | LineScanning.zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A)
            if isRun || returnsEndLines { hits |= rareHits(word) }
            while hits != 0 {
                let offset = scan &+ hits.trailingZeroBitCount >> 3
                hits &= hits &- 1
                if let next = lineEnd(offset) { return finish(fields, limit, count, start, offset, next) }
                split(at: offset, fields, limit, &count, &start)
            }
            scan += 8
        }
        while scan < end {
            if let next = lineEnd(scan) { return finish(fields, limit, count, start, scan, next) }
            if load(scan) == separator || (isRun && load(scan) == 0x09) {
                split(at: scan, fields, limit, &count, &start)
            }
            scan += 1
        }
        return finish(fields, limit, count, start, end, end)
    }

    @inline(__always)
    private func load(_ offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }

    /// Tabs among blanks, and carriage returns where they end lines.
    private func rareHits(_ word: UInt64) -> UInt64 {
        (isRun ? LineScanning.zeroBytes(word ^ 0x0909_0909_0909_0909) : 0)
            | (returnsEndLines ? LineScanning.zeroBytes(word ^ 0x0D0D_0D0D_0D0D_0D0D) : 0)
    }

    /// Where the next line begins, if one ends here.
    @inline(__always)
    private func lineEnd(_ offset: Int) -> Int? {
        let byte = load(offset)
        if byte == Self.newline { return offset &+ 1 }
        guard returnsEndLines, byte == Self.carriageReturn else { return nil }
        return offset + 1 < end && load(offset + 1) == Self.newline ? offset + 2 : offset + 1
    }

    /// Ends a field at a separator.
    @inline(__always)
    private func split(
        at offset: Int, _ fields: UnsafeMutablePointer<FieldSlice>, _ limit: Int, _ count: inout Int, _ start: inout Int
    ) {
        if isDoubled, offset < start || offset + 1 >= end || load(offset + 1) != separator { return }
        if !isRun || offset > start {
            if count < limit { fields[count] = FieldSlice(start: base + start, count: offset - start, offset: start) }
            count += 1
        }
        start = isDoubled ? offset + 2 : offset + 1
    }

    /// Ends the last field of a row, without the carriage return of a CRLF.
    @inline(__always)
    private mutating func finish(
        _ fields: UnsafeMutablePointer<FieldSlice>, _ limit: Int, _ count: Int, _ start: Int, _ fieldEnd: Int,
        _ next: Int
    ) -> Int {
        position = next
        let hasReturn = fieldEnd > start && load(fieldEnd - 1) == Self.carriageReturn
        let length = fieldEnd - start - (hasReturn ? 1 : 0)
        if length == 0, count == 0 || isRun { return count }
        if count < limit { fields[count] = FieldSlice(start: base + start, count: length, offset: start) }
        return count + 1
    }
}
