/// The formats that a log can be written in.
public enum OutputFormat: String, Sendable, CaseIterable, Codable {
    /// RecBole atomic file `.inter`: `user_id:token`, `item_id:token`, then rating, timestamp, behavior and context columns
    /// as far as the log has them.
    case recbole
    /// GRU4Rec TSV: `SessionId`, `ItemId`, `Time`; without times the number of the row in its session.
    case gru4rec
    /// SASRec text: `user item` with whole numbers. Identifiers are written when all are numbers in canonical form,
    /// otherwise dense indices.
    case sasrec
    /// CSV after RFC 4180 with header `user_id,item_id,rating,timestamp,behavior,…`.
    case csv
    /// JSON Lines with the same names as keys.
    case jsonl

    /// The customary extension of a file name.
    public var fileExtension: String {
        switch self {
        case .recbole: "inter"
        case .gru4rec: "tsv"
        case .sasrec: "txt"
        case .csv: "csv"
        case .jsonl: "jsonl"
        }
    }
}
