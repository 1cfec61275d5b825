/// A file of rows with separated fields.
struct DelimitedLayout: Sendable, Equatable {
    /// The byte between fields.
    var separator: UInt8
    /// Whether the separator is written twice, as in `::`.
    var isDoubled = false
    /// Whether fields may be quoted after RFC 4180.
    var allowsQuotes = false
    /// Whether the first line names the columns.
    var hasHeader = false
    /// The roles of the fields.
    var fields: InteractionLayout
}
