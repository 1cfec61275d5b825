/// A file of JSON objects, one a line.
struct JSONLinesLayout: Sendable, Equatable {
    /// The key of every field of ``fields``.
    var keys: [String]
    /// The roles of the fields.
    var fields: InteractionLayout
}
