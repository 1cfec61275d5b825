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
        PrefixTargetFormat(),
        SessionLinesFormat(),
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

    /// The format that the options name, or the first that recognises the file.
    ///
    /// - Throws: ``ReadError`` of kind `format` when no format recognises it.
    static func format(for sample: FileSample, options: ReadOptions) throws -> any InteractionFormat {
        if let name = options.formatName { return try format(named: name) }
        if let format = all.first(where: { $0.recognizes(sample) }) { return format }
        if !options.columns.isEmpty, let format = DelimitedTextFormat.fallback(for: sample) { return format }
        throw ReadError(
            .format, path: sample.path, line: 1,
            problem: "the format is not recognised; the file begins with \(sample.beginning)",
            remedy: "Name it with --format (\(names.joined(separator: ", "))), or its columns with --columns.")
    }
}
