/// A file of rows with separated fields.
struct DelimitedLayout: Sendable, Equatable {
    /// What stands between fields.
    var delimiter: Delimiter
    /// Whether fields may be quoted after RFC 4180.
    var allowsQuotes = false
    /// Whether the first line that is not blank names the columns.
    var hasHeader = false
    /// The names of all fields: those in the header, else their positions from 1.
    var names: [String]
    /// The roles of the fields.
    var fields: InteractionLayout
}
