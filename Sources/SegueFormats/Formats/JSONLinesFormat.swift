import Foundation

/// JSON Lines: one object a line, with named keys.
struct JSONLinesFormat: InteractionFormat {
    let name = "jsonl"
    let summary = "JSON Lines with named keys (--columns user=…,item=…,time=…,rating=…)"

    func recognizes(_ sample: FileSample) -> Bool {
        sample.header.first { !$0.isWhitespace } == "{"
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        try refuse(options.delimiter)
        let values = Self.values(sample)
        guard !values.isEmpty else {
            throw ReadError(
                .format, path: sample.path, line: sample.firstLine, problem: "expected a JSON object in every line",
                remedy: "Write one object a line, or name another --format.")
        }
        // Keys of a JSON object have no order: sorted, so that the layout does not depend on chance.
        let names = values.keys.sorted()
        var layout = try ColumnResolver(
            names: names, hasNames: true, hasPositions: false, mapping: options.columns, path: sample.path,
            line: sample.firstLine
        ).layout()
        if let time = layout.time {
            layout.timeEncoding = try ValueGuess.timeEncoding(
                of: values[names[time]] ?? [], options: options, unit: nil, path: sample.path, line: sample.firstLine)
        }
        layout.usesDecimalComma = options.usesDecimalComma ?? false
        return .jsonLines(JSONLinesLayout(keys: Self.usedKeys(&layout, names: names), fields: layout))
    }

    /// The keys of the first lines, with the values of each that are not null.
    private static func values(_ sample: FileSample) -> [String: [String]] {
        var values: [String: [String]] = [:]
        for line in sample.lines {
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            for (key, value) in object ?? [:] where !(value is NSNull) { values[key, default: []].append("\(value)") }
        }
        return values
    }

    /// Renumbers the fields of a layout so that only keys with a role remain.
    private static func usedKeys(_ layout: inout InteractionLayout, names: [String]) -> [String] {
        var keys: [String] = []
        func renumbered(_ field: Int) -> Int {
            if let known = keys.firstIndex(of: names[field]) { return known }
            keys.append(names[field])
            return keys.count - 1
        }
        layout.user = renumbered(layout.user)
        layout.item = renumbered(layout.item)
        layout.time = layout.time.map(renumbered)
        layout.rating = layout.rating.map(renumbered)
        layout.behavior = layout.behavior.map(renumbered)
        for index in layout.contexts.indices { layout.contexts[index].field = renumbered(layout.contexts[index].field) }
        layout.titles = layout.titles.map(renumbered)
        layout.category = layout.category.map(renumbered)
        layout.fieldCount = keys.count
        return keys
    }
}
