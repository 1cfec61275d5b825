/// How a file is to be parsed.
enum FileLayout: Sendable, Equatable {
    /// Separated fields.
    case delimited(DelimitedLayout)
    /// One JSON object a line.
    case jsonLines(JSONLinesLayout)
    /// One session a line: item identifiers separated by spaces; the line number names the session.
    case sessionLines
}
