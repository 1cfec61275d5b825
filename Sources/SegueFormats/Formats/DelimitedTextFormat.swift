/// CSV and TSV: columns go by the names in a header, or by position where there is none.
struct DelimitedTextFormat: TableFormat {
    let name: String
    let summary: String
    let delimiters: [Delimiter]
    let allowsQuotes = true
    let columns = ColumnMapping()

    /// Fields separated by commas, semicolons, pipes or anything else that is recognized.
    static let commaSeparated = DelimitedTextFormat(
        name: "csv",
        summary: "CSV with named columns (--columns user=…,item=…,time=…,rating=…), also with ; | or blanks",
        delimiters: Delimiter.known)
    /// Fields separated by tabs.
    static let tabSeparated = DelimitedTextFormat(
        name: "tsv", summary: "TSV with named columns (--columns user=…,item=…,time=…,rating=…)", delimiters: [.tab])

    /// The format of a table that no other format knows.
    static func general(_ table: TableShape) -> DelimitedTextFormat {
        table.delimiter == .tab ? tabSeparated : commaSeparated
    }

    func recognizes(_ table: TableShape) -> Bool {
        guard let header = table.header else { return false }
        return Self.general(table).name == name && ColumnNames.tellUserAndItem(header)
    }
}
