/// How a file is to be parsed.
enum FileLayout: Sendable, Equatable {
    /// Separated fields.
    case delimited(DelimitedLayout)
    /// One JSON object a line.
    case jsonLines(JSONLinesLayout)
    /// Item identifiers separated by blanks.
    case itemLines(ItemLinesLayout)
}
