import SegueData

/// How a file is to be parsed.
enum FileLayout: Sendable, Equatable {
    /// Separated fields.
    case delimited(DelimitedLayout)
    /// One JSON object a line.
    case jsonLines(JSONLinesLayout)
    /// Item identifiers separated by blanks.
    case itemLines(ItemLinesLayout)

    /// The same with each row's number in the file kept; lines of items have no rows to number.
    func keepingFileRows() -> FileLayout {
        switch self {
        case .delimited(var layout):
            layout.fields.keepsFileRows = true
            return .delimited(layout)
        case .jsonLines(var layout):
            layout.fields.keepsFileRows = true
            return .jsonLines(layout)
        case .itemLines: return self
        }
    }
}

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

/// A file of JSON objects, one a line.
struct JSONLinesLayout: Sendable, Equatable {
    /// The key of every field of ``fields``.
    var keys: [String]
    /// The roles of the fields.
    var fields: InteractionLayout
}

/// A file with the items of one sequence on each line, separated by blanks.
enum ItemLinesLayout: Sendable, Equatable {
    /// The number of the line, from 1, names the sequence.
    case numbered
    /// The first word of a line names the user; lines of one user continue each other.
    case named

    /// The roles of the two fields that every row is made of.
    static let fields = InteractionLayout(fieldCount: 2, user: 0, item: 1)
}

extension FileLayout {
    /// What this layout means to a person.
    func interpretation(maximumBadRows: Int) -> DataInterpretation {
        switch self {
        case .itemLines:
            DataInterpretation(columns: [], maximumBadRows: maximumBadRows)
        case .jsonLines(let layout):
            layout.fields.interpretation(names: layout.keys, maximumBadRows: maximumBadRows)
        case .delimited(let layout):
            layout.fields.interpretation(
                names: layout.names, delimiter: layout.delimiter.description, hasHeader: layout.hasHeader,
                maximumBadRows: maximumBadRows)
        }
    }
}

extension InteractionLayout {
    fileprivate func interpretation(
        names: [String], delimiter: String? = nil, hasHeader: Bool = false, maximumBadRows: Int
    ) -> DataInterpretation {
        let roles: [(String, Int?)] = [
            ("user", user), ("item", item), ("time", time), ("rating", rating), ("behavior", behavior),
        ]
        let described = titles.map { ("title", $0) } + [("category", category)]
        let fields = roles + contexts.map { ("context", $0.field) } + described
        let columns = fields.compactMap { role, field -> DataInterpretation.Column? in
            guard let field, names.indices.contains(field) else { return nil }
            return DataInterpretation.Column(role: role, name: names[field])
        }
        return DataInterpretation(
            columns: columns, delimiter: delimiter, hasHeader: hasHeader,
            times: time == nil ? nil : timeEncoding.description, usesDecimalComma: usesDecimalComma,
            maximumBadRows: maximumBadRows)
    }
}
