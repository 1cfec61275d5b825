import Foundation

/// RecBole's atomic files: `.inter` with a header of `name:type` fields separated by tabs, `.item` and `.user` beside it.
///
/// User, item, rating and time are found by their names; further `token` and `float` columns become context columns.
/// Sequence columns of the interactions (`token_seq`, `float_seq`) are not kept.
struct RecBoleFormat: InteractionFormat {
    let name = "recbole"
    let summary = "RecBole atomic files: .inter, with .item and .user"
    let fileNames = ["*.inter"]

    /// A column of an atomic file.
    struct Column: Equatable {
        var name: String
        var type: String

        /// Reads `name:type`; nil when it is something else.
        init?(_ text: String) {
            guard let colon = text.lastIndex(of: ":") else { return nil }
            name = String(text[..<colon])
            type = String(text[text.index(after: colon)...])
            guard ["token", "float", "token_seq", "float_seq"].contains(type), !name.isEmpty else { return nil }
        }
    }

    func catalogs(beside path: String, options: ReadOptions) throws -> Catalogs {
        var stem = URL(fileURLWithPath: path)
        if stem.pathExtension == "gz" { stem.deletePathExtension() }
        stem.deletePathExtension()
        func file(_ ending: String) -> String? {
            let path = stem.appendingPathExtension(ending).path
            return [path, path + ".gz"].first { FileManager.default.fileExists(atPath: $0) }
        }
        let maximum = options.maximumBadRows
        return Catalogs(
            items: try file("item").map { try AttributeFile(path: $0, subject: .items).items(maximumBadRows: maximum) }
                ?? .empty,
            users: try file("user").map { try AttributeFile(path: $0, subject: .users).users(maximumBadRows: maximum) }
                ?? .empty)
    }

    func recognizes(_ sample: FileSample) -> Bool { Self.columns(of: sample) != nil }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        guard let columns = Self.columns(of: sample) else {
            throw ReadError(
                .format, path: sample.path, line: 1,
                problem: "expected a header like user_id:token, item_id:token, timestamp:float with tabs",
                remedy: "Add the header, or name another --format.")
        }
        let guess = ColumnGuess(names: columns.map(\.name), mapping: options.columns, path: sample.path)
        var fields = try guess.layout { field in
            let first = sample.lines.dropFirst().first.map { FileSample.fields($0, "\t") } ?? []
            return TimeGuess.encoding(of: field < first.count ? first[field] : "", unit: options.timeUnit)
        }
        let used = [fields.user, fields.item, fields.time, fields.rating, fields.behaviour].compactMap { $0 }
        fields.contexts = columns.indices.filter { !used.contains($0) && !columns[$0].type.hasSuffix("_seq") }.map {
            InteractionLayout.Context(name: columns[$0].name, field: $0, isNumber: columns[$0].type == "float")
        }
        return .delimited(DelimitedLayout(separator: 0x09, hasHeader: true, fields: fields))
    }

    /// The columns that a header names, or nil when it is no such header.
    static func columns(of sample: FileSample) -> [Column]? {
        let fields = FileSample.fields(sample.header, "\t")
        let columns = fields.compactMap { Column($0) }
        return columns.count == fields.count ? columns : nil
    }
}
