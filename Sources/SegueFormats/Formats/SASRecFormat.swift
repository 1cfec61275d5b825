/// The text format of SASRec and its followers: `user item`, one interaction a line, in the order of events; no times.
struct SASRecFormat: TableFormat {
    let name = "sasrec"
    let summary = "SASRec text: user item, in the order of events"
    let delimiters = [Delimiter.blanks]
    let fieldCount: Int? = 2
    let columns = ColumnMapping(user: "1", item: "2")

    func recognizes(_ table: TableShape) -> Bool { false }

    func recognizes(_ sample: FileSample) -> Bool { BlankLines(sample.lines) == .pairs }
}
