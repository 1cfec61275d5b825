/// The TSV of GRU4Rec: a header with `SessionId`, `ItemId`, `Time`, in any order and with other columns between; times in
/// seconds, often with a fraction. Other names of the columns are given by ``ReadOptions/columns``.
struct GRU4RecFormat: InteractionFormat {
    let name = "gru4rec"
    let summary = "GRU4Rec TSV: SessionId, ItemId, Time (other names with --columns)"

    func recognizes(_ sample: FileSample) -> Bool {
        let names = FileSample.fields(sample.header, "\t")
        return ["SessionId", "ItemId", "Time"].allSatisfy(names.contains)
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        var mapping = options.columns
        mapping.user = mapping.user ?? "SessionId"
        mapping.item = mapping.item ?? "ItemId"
        mapping.time = mapping.time ?? "Time"
        let guess = ColumnGuess(
            names: FileSample.fields(sample.header, "\t"), mapping: mapping, path: sample.path)
        let fields = try guess.layout { field in
            let first = sample.lines.dropFirst().first.map { FileSample.fields($0, "\t") } ?? []
            return TimeGuess.encoding(of: field < first.count ? first[field] : "", unit: options.timeUnit)
        }
        return .delimited(DelimitedLayout(separator: 0x09, hasHeader: true, fields: fields))
    }
}
