import SegueData

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
