/// CSV and TSV with a header that names the columns; RFC 4180 quotes in CSV and TSV alike.
struct DelimitedTextFormat: InteractionFormat {
    let name: String
    let summary: String
    private let separator: Character

    /// Fields separated by commas.
    static let commaSeparated = DelimitedTextFormat(
        name: "csv", summary: "CSV with named columns (--columns user=…,item=…,time=…,rating=…)", separator: ",")
    /// Fields separated by tabs.
    static let tabSeparated = DelimitedTextFormat(
        name: "tsv", summary: "TSV with named columns (--columns user=…,item=…,time=…,rating=…)", separator: "\t")

    /// The format of a file whose columns the options name, whatever the header.
    static func fallback(for sample: FileSample) -> DelimitedTextFormat? {
        if sample.header.contains("\t") { return tabSeparated }
        return sample.header.contains(",") ? commaSeparated : nil
    }

    func recognizes(_ sample: FileSample) -> Bool {
        let names = Self.unquoted(sample.header, separator)
        return names.count >= 2 && ColumnGuess(names: names, mapping: ColumnMapping(), path: sample.path).isComplete
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        let names = Self.unquoted(sample.header, separator)
        let hasHeader = !options.columns.isNumbered || names.contains { $0 == options.columns.user }
        let guess = ColumnGuess(names: names, mapping: options.columns, path: sample.path, hasHeader: hasHeader)
        let rows = hasHeader ? sample.lines.dropFirst() : sample.lines[...]
        let fields = try guess.layout { field in
            let first = rows.lazy.map { Self.unquoted($0, separator) }.first { $0.count == names.count } ?? []
            return TimeGuess.encoding(of: field < first.count ? first[field] : "", unit: options.timeUnit)
        }
        return .delimited(
            DelimitedLayout(
                separator: separator.asciiValue ?? 0x2C, allowsQuotes: true, hasHeader: hasHeader, fields: fields))
    }

    /// The fields of one line, without quotes.
    static func unquoted(_ line: String, _ separator: Character) -> [String] {
        var text = line
        return text.withUTF8 { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            guard let base = raw.baseAddress, let byte = separator.asciiValue else { return [] }
            var tokenizer = QuotedTokenizer(text: raw, base: base, separator: byte)
            let limit = raw.count + 1
            return withUnsafeTemporaryAllocation(of: FieldSlice.self, capacity: limit) { fields in
                fields.initialize(repeating: FieldSlice(start: base, count: 0, offset: 0))
                guard let pointer = fields.baseAddress else { return [] }
                let count = max(tokenizer.nextRow(into: pointer, limit: limit), 0)
                return (0..<count).map { TextDecoding(content: fields[$0].bytes).string(fields[$0].bytes) }
            }
        }
    }
}
