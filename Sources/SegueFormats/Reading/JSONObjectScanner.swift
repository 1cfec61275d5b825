/// Reads the wanted values of one JSON object in a line of text.
struct JSONObjectScanner {
    /// Deepest nesting of values that are skipped.
    private static let deepestNesting = 256

    private let text: UnsafeRawBufferPointer
    private let base: UnsafeRawPointer
    private let end: Int
    private let scratch: ScratchArena
    private var position: Int

    init(text: UnsafeRawBufferPointer, base: UnsafeRawPointer, range: Range<Int>, scratch: ScratchArena) {
        self.text = text
        self.base = base
        self.scratch = scratch
        position = range.lowerBound
        end = range.upperBound
        skipSpace()
    }

    /// Whether the line holds nothing but space.
    var isBlank: Bool { position == end }

    /// Reads the object.
    ///
    /// - Parameters:
    ///   - keys: the wanted keys.
    ///   - fields: receives the value of `keys[i]` at position `i`; the first of equal keys in the object is kept.
    /// - Returns: what is malformed, or nil.
    mutating func scan(keys: [[UInt8]], into fields: UnsafeMutablePointer<FieldSlice>) -> RowProblem? {
        guard take(0x7B) else { return expected("a JSON object, beginning with {") }
        var seen: UInt64 = 0
        if !take(0x7D) {
            repeat {
                guard let key = string() else { return expected("a key in double quotes") }
                guard take(0x3A) else { return expected("a colon after the key") }
                guard let value = value() else { return expected("a JSON value") }
                if let index = keys.firstIndex(where: { $0.elementsEqual(key.bytes) }), index < 64,
                    seen & (1 << UInt64(index)) == 0
                {
                    seen |= 1 << UInt64(index)
                    fields[index] = value
                }
            } while take(0x2C)
            guard take(0x7D) else { return expected("a comma or } after the value") }
        }
        return position == end ? nil : expected("the end of the line after the object")
    }

    private func expected(_ what: String) -> RowProblem {
        let rest = UnsafeRawBufferPointer(rebasing: text[position..<end])
        return RowProblem(offset: position, message: "expected \(what), found \(RowAssembler.quoted(rest))")
    }

    private mutating func skipSpace() {
        while position < end, text[position] == 0x20 || text[position] == 0x09 || text[position] == 0x0D {
            position += 1
        }
    }

    /// Consumes a byte and the space after it.
    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < end, text[position] == byte else { return false }
        position += 1
        skipSpace()
        return true
    }

    /// A value as a field; nested values are skipped and give an empty field.
    private mutating func value() -> FieldSlice? {
        guard position < end else { return nil }
        switch text[position] {
        case 0x22: return string()
        case 0x7B, 0x5B: return skipNested()
        default: return literal()
        }
    }

    /// A number, `true`, `false`, or `null`, which gives an empty field.
    private mutating func literal() -> FieldSlice? {
        let start = position
        while position < end, Self.isLiteral(text[position]) { position += 1 }
        let field = FieldSlice(start: base + start, count: position - start, offset: start)
        skipSpace()
        if field.bytes.elementsEqual("null".utf8) { return FieldSlice(start: base + start, count: 0, offset: start) }
        let isWord = field.bytes.elementsEqual("true".utf8) || field.bytes.elementsEqual("false".utf8)
        return isWord || NumberParsing.decimal(field.bytes) != nil ? field : nil
    }

    private static func isLiteral(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x2B || byte == 0x2D
            || byte == 0x2E
    }

    private mutating func skipNested() -> FieldSlice? {
        let start = position
        var depth = 0
        repeat {
            guard position < end else { return nil }
            switch text[position] {
            case 0x22:
                guard string() != nil else { return nil }
                continue
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D: depth -= 1
            default: break
            }
            guard depth <= Self.deepestNesting else { return nil }
            position += 1
        } while depth > 0
        skipSpace()
        return FieldSlice(start: base + start, count: 0, offset: start)
    }

    /// A string, in place when it has no escapes.
    private mutating func string() -> FieldSlice? {
        guard position < end, text[position] == 0x22 else { return nil }
        let start = position + 1
        var (scan, hasEscape) = (start, false)
        while scan < end, text[scan] != 0x22 {
            if text[scan] == 0x5C {
                hasEscape = true
                scan += 1
            }
            scan += 1
        }
        guard scan < end else { return nil }
        guard !hasEscape else { return unescaped(start..<scan) }
        position = scan + 1
        skipSpace()
        return FieldSlice(start: base + start, count: scan - start, offset: start)
    }

    private mutating func unescaped(_ range: Range<Int>) -> FieldSlice? {
        let source = UnsafeRawBufferPointer(rebasing: text[range])
        guard let bytes = JSONEscapes.unescape(source) else { return nil }
        let room = scratch.allocate(max(bytes.count, 1))
        room.copyBytes(from: bytes)
        position = range.upperBound + 1
        skipSpace()
        return FieldSlice(
            start: room.baseAddress.map { UnsafeRawPointer($0) } ?? base, count: bytes.count, offset: range.lowerBound)
    }
}
