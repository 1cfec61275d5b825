import SegueData

/// A format of rows with separated fields. What such formats share stands here: they only say which columns they know.
protocol TableFormat: InteractionFormat {
    /// The delimiters that its files have; ``ReadOptions/delimiter`` overrides them.
    var delimiters: [Delimiter] { get }
    /// Whether fields may be quoted after RFC 4180.
    var allowsQuotes: Bool { get }
    /// The columns by name, or by position where the file has no header.
    var columns: ColumnMapping { get }
    /// Number of columns of a file without header; nil = as many as most rows have.
    var fieldCount: Int? { get }
    /// What numbers in the time column count; nil = to be found out.
    var timeUnit: TimeUnit? { get }
    /// Whether a table looks like this format.
    func recognizes(_ table: TableShape) -> Bool
    /// The names by which columns go; formats may leave out what they add to them.
    func names(of table: TableShape) -> [String]
    /// Adds what only this format knows.
    func complete(_ layout: inout InteractionLayout, of table: TableShape)
}

extension TableFormat {
    var allowsQuotes: Bool { false }
    var fieldCount: Int? { nil }
    var timeUnit: TimeUnit? { nil }

    func names(of table: TableShape) -> [String] { table.names }

    func complete(_ layout: inout InteractionLayout, of table: TableShape) {}

    func recognizes(_ sample: FileSample) -> Bool { false }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        try tableLayout(for: sample, options: options)
    }

    /// The layout as the options, the format and the values of the table say it.
    func tableLayout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        var table = TableShape.recognize(
            sample, among: options.delimiter.map { [$0] } ?? delimiters, quotes: allowsQuotes, mapping: options.columns)
        if let fieldCount, options.columns.isEmpty { table?.expect(fieldCount) }
        guard let table else {
            throw ReadError(.empty, path: sample.path, problem: "no rows", remedy: "Give a file with rows.")
        }
        let names = names(of: table)
        let resolver = ColumnResolver(
            names: names, hasNames: table.header != nil, mapping: options.columns, defaults: columns, path: table.path,
            line: table.firstLine)
        var fields = try resolver.layout()
        try understandValues(&fields, of: table, options)
        complete(&fields, of: table)
        return .delimited(
            DelimitedLayout(
                delimiter: table.delimiter, allowsQuotes: allowsQuotes && table.delimiter.allowsQuotes,
                hasHeader: table.header != nil, names: names, fields: fields))
    }

    /// Finds out how times and ratings are written.
    private func understandValues(
        _ fields: inout InteractionLayout, of table: TableShape, _ options: ReadOptions
    ) throws {
        let rows = table.wholeRows
        if let time = fields.time {
            fields.timeEncoding = try ValueGuess.timeEncoding(
                of: rows.map { $0[time] }, options: options, unit: timeUnit, path: table.path, line: table.firstLine)
        }
        if let given = options.usesDecimalComma {
            fields.usesDecimalComma = given
        } else if let rating = fields.rating, table.delimiter != .comma {
            fields.usesDecimalComma = try ValueGuess.hasDecimalComma(
                rows.map { $0[rating] }, path: table.path, line: table.firstLine)
        }
    }
}

/// A table format that is recognized by the names in its header, in any order and with further ones between them.
protocol HeadedFormat: TableFormat {
    /// The names that must be there.
    var signature: [String] { get }
}

extension HeadedFormat {
    var columns: ColumnMapping { ColumnMapping() }

    func recognizes(_ table: TableShape) -> Bool {
        guard let header = table.header else { return false }
        return delimiters.contains(table.delimiter) && signature.allSatisfy(header.contains)
    }
}
