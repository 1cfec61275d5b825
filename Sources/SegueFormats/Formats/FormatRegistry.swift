/// All formats that Segue reads.
public enum FormatRegistry {
    /// The formats in the order in which they are tried; the more particular come first.
    static let all: [any InteractionFormat] = [
        RecBoleFormat(),
        JSONLinesFormat(),
        MovieLensDatFormat(),
        MovieLensCSVFormat(),
        RetailrocketEventsFormat(),
        RetailrocketSessionsFormat(),
        GRU4RecFormat(),
        LastFMFormat(),
        TaobaoFormat(),
        MovieLens100KFormat(),
        DelimitedTextFormat.tabSeparated,
        DelimitedTextFormat.commaSeparated,
        SASRecFormat(),
        BlankSeparatedFormat(),
        ItemLinesFormat.userSessions,
        PrefixTargetFormat(),
        ItemLinesFormat.sessions,
    ]

    /// The names for ``ReadOptions/formatName``.
    public static var names: [String] { all.map(\.name) }

    /// Name and one-line description of every format.
    public static var descriptions: [(name: String, summary: String)] { all.map { ($0.name, $0.summary) } }

    /// The format of this name.
    ///
    /// - Throws: ``ReadError`` of kind `usage` when there is none.
    static func format(named name: String) throws -> any InteractionFormat {
        guard let format = all.first(where: { $0.name == name }) else {
            throw ReadError(
                .usage, path: "--format", problem: "\"\(name)\" is not a format",
                remedy: "Choose one of: \(names.joined(separator: ", ")).")
        }
        return format
    }

    /// The format that the options name, or the one that recognizes the file.
    ///
    /// - Throws: ``ReadError`` of kind `format` when no format recognizes it, or when several do.
    static func format(for sample: FileSample, options: ReadOptions) throws -> any InteractionFormat {
        if let name = options.formatName { return try format(named: name) }
        let table = table(in: sample, options)
        if let format = recognize(sample, table: table) { return format }
        if case .ambiguous(let names) = BlankLines(sample.lines), options.columns.isEmpty {
            throw ReadError(
                .format, path: sample.path, line: sample.firstLine,
                problem: "the lines can be read as \(names.joined(separator: " or as ")); they begin with "
                    + sample.beginning,
                remedy: "Say which with --format \(names.joined(separator: " or --format ")).")
        }
        if let table, table.isRegular, !options.columns.isEmpty || !table.delimiter.isRun {
            return DelimitedTextFormat.general(table)
        }
        throw ReadError(
            .format, path: sample.path, line: sample.firstLine,
            problem: "the format is not recognized; the file begins with \(sample.beginning)",
            remedy: "Name it with --format (\(names.joined(separator: ", "))), its columns with --columns, or what "
                + "stands between them with --delimiter.")
    }

    /// Whether a file can be read: by the format that the options name, or by one that recognizes it.
    static func canRead(_ sample: FileSample, options: ReadOptions) -> Bool {
        (try? format(for: sample, options: options).layout(for: sample, options: options)) != nil
    }

    private static func table(in sample: FileSample, _ options: ReadOptions) -> TableShape? {
        TableShape.recognize(
            sample, among: options.delimiter.map { [$0] } ?? Delimiter.known, quotes: true, mapping: options.columns)
    }

    /// The first format that recognizes a file: tables with a header by its names, then others by their values.
    private static func recognize(_ sample: FileSample, table: TableShape?) -> (any InteractionFormat)? {
        all.first { format in
            if let format = format as? any TableFormat, let table, format.recognizes(table) { return true }
            return format.recognizes(sample)
        }
    }
}
