extension FileLayout {
    /// What this layout means to a person.
    func interpretation(of sample: FileSample, maximumBadRows: Int) -> DataInterpretation {
        switch self {
        case .sessionLines:
            return DataInterpretation(columns: [], maximumBadRows: maximumBadRows)
        case .jsonLines(let layout):
            return DataInterpretation(
                columns: layout.fields.columns { layout.keys[$0] }, times: layout.fields.timeDescription,
                maximumBadRows: maximumBadRows)
        case .delimited(let layout):
            let separator = Character(Unicode.Scalar(layout.separator))
            let names =
                layout.hasHeader
                ? DelimitedTextFormat.unquoted(sample.header, separator)
                : (1...layout.fields.fieldCount).map(String.init)
            return DataInterpretation(
                columns: layout.fields.columns { names.indices.contains($0) ? names[$0] : "\($0 + 1)" },
                delimiter: layout.isDoubled
                    ? "::" : separator == "\t" ? "tab" : separator == " " ? "blanks" : "\(separator)",
                hasHeader: layout.hasHeader, times: layout.fields.timeDescription, maximumBadRows: maximumBadRows)
        }
    }
}

extension InteractionLayout {
    /// The fields with a role.
    fileprivate func columns(name: (Int) -> String) -> [DataInterpretation.Column] {
        let roles: [(String, Int?)] = [
            ("user", user), ("item", item), ("time", time), ("rating", rating), ("behavior", behaviour),
        ]
        let fields = roles + contexts.map { ("context", $0.field) }
        return fields.compactMap { role, field in
            field.map { DataInterpretation.Column(role: role, name: name($0)) }
        }
    }

    fileprivate var timeDescription: String? {
        guard time != nil else { return nil }
        switch timeEncoding {
        case .seconds, .fractionalSeconds: return "s"
        case .milliseconds: return "ms"
        case .iso8601: return "ISO 8601"
        }
    }
}
