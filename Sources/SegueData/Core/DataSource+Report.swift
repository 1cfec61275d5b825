extension DataSource {
    /// How the file was read, in one line: `read as csv: user=user_id, item=item_id, time=timestamp (ms), 123 rows`.
    ///
    /// Columns of a file without header are shown by their positions. What is usual for the format is left out.
    public var readingReport: String {
        var parts: [String] = []
        for column in interpretation?.columns ?? [] {
            let name =
                interpretation?.delimiter != nil && interpretation?.hasHeader == false
                ? "column \(column.name)" : column.name
            let times = column.role == "time" ? interpretation?.times.map { " (\($0))" } ?? "" : ""
            parts.append("\(column.role)=\(name)\(times)")
        }
        parts.append(rowsRead == 1 ? "1 row" : "\(rowsRead) rows")
        if rowsSkipped > 0 { parts.append("\(rowsSkipped) malformed skipped") }
        return "read as \(formatName)\(particulars): \(parts.joined(separator: ", "))"
    }

    private var particulars: String {
        guard let interpretation else { return "" }
        var words: [String] = []
        if formatName == "csv", let delimiter = interpretation.delimiter, delimiter != "," {
            words.append("separated by \(delimiter)")
        }
        if interpretation.usesDecimalComma { words.append("decimal commas") }
        return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
    }
}
