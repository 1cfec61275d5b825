import Foundation

/// RecBole's atomic files: `.inter` with a header of `name:type` fields separated by tabs, `.item` and `.user` beside it.
///
/// User, item, rating and time are found by their names; further `token` and `float` columns become context columns.
/// Sequence columns of the interactions (`token_seq`, `float_seq`) are not kept.
struct RecBoleFormat: TableFormat {
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

    let delimiters = [Delimiter.tab, .comma, .semicolon, .pipe]
    let columns = ColumnMapping()

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

    func recognizes(_ table: TableShape) -> Bool {
        table.header.map { Self.columns(of: $0) != nil } ?? false
    }

    func names(of table: TableShape) -> [String] {
        table.header.flatMap(Self.columns)?.map(\.name) ?? table.names
    }

    /// Keeps all further columns but sequences.
    func complete(_ layout: inout InteractionLayout, of table: TableShape) {
        guard let columns = table.header.flatMap(Self.columns) else { return }
        let used = [layout.user, layout.item, layout.time, layout.rating, layout.behavior].compactMap { $0 }
        layout.contexts = columns.indices.filter { !used.contains($0) && !columns[$0].type.hasSuffix("_seq") }.map {
            InteractionLayout.Context(name: columns[$0].name, field: $0, isNumber: columns[$0].type == "float")
        }
    }

    /// The columns that a header names, or nil when it is no such header.
    static func columns(of header: [String]) -> [Column]? {
        let columns = header.compactMap { Column($0) }
        return columns.count == header.count ? columns : nil
    }
}
