/// `user item rating time` between blanks and without header; rating or time may be missing.
struct BlankSeparatedFormat: TableFormat {
    let name = "user-item-rating"
    let summary = "user item [rating] [time] between blanks, without header"
    let delimiters = [Delimiter.blanks]
    var columns = ColumnMapping(user: "1", item: "2")

    func recognizes(_ table: TableShape) -> Bool { false }

    func recognizes(_ sample: FileSample) -> Bool {
        if case .table = BlankLines(sample.lines) { return true }
        return false
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        var format = self
        if case .table(let columns) = BlankLines(sample.lines) {
            format.columns = columns
        } else {
            format.columns = BlankLines.columns(count: sample.rows(.blanks, quotes: false).first?.count ?? 0)
        }
        return try format.tableLayout(for: sample, options: options)
    }
}
