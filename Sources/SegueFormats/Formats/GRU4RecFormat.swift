/// The TSV of GRU4Rec: a header with `SessionId`, `ItemId`, `Time`, in any order and with other columns between; times in
/// seconds, often with a fraction. Other names of the columns are given by ``ReadOptions/columns``.
struct GRU4RecFormat: HeadedFormat {
    let name = "gru4rec"
    let summary = "GRU4Rec TSV: SessionId, ItemId, Time (other names with --columns)"
    let delimiters = [Delimiter.tab]
    let columns = ColumnMapping(user: "SessionId", item: "ItemId", time: "Time")
    let signature = ["SessionId", "ItemId", "Time"]
}
