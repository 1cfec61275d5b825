import Foundation

extension RecBoleFormat {
    func catalogs(beside path: String, options: ReadOptions) throws -> Catalogs {
        var stem = URL(fileURLWithPath: path)
        if stem.pathExtension == "gz" { stem.deletePathExtension() }
        stem.deletePathExtension()
        var items: [ItemCatalog.Item] = []
        try forEachRow(stem.appendingPathExtension("item").path, options) { items.append(Self.item($0, $1)) }
        var users: [UserCatalog.User] = []
        try forEachRow(stem.appendingPathExtension("user").path, options) { columns, row in
            let (texts, numbers) = Self.features(columns.dropFirst(), row.dropFirst())
            users.append(UserCatalog.User(id: row[0], texts: texts, numbers: numbers))
        }
        return Catalogs(items: ItemCatalog(items), users: UserCatalog(users))
    }

    /// Calls `body` with the columns and the fields of every row. The identifier must be the first column.
    private func forEachRow(_ path: String, _ options: ReadOptions, _ body: ([Column], [String]) -> Void) throws {
        var columns: [Column]?
        try SidecarTable(separator: 0x09, minimumFields: 1, isRectangular: true)
            .forEachRow(in: path, maximumBadRows: options.maximumBadRows) { row in
                guard let known = columns else {
                    columns = row.compactMap { Column($0) }
                    return
                }
                body(known, row)
            }
        guard columns?.isEmpty != true else {
            throw ReadError(
                .format, path: path, line: 1, problem: "expected a header like item_id:token with tabs",
                remedy: "Add the header, or remove the file.")
        }
    }

    private static func item(_ columns: [Column], _ row: [String]) -> ItemCatalog.Item {
        var item = ItemCatalog.Item(id: row[0])
        var others: (columns: [Column], values: [String]) = ([], [])
        for (column, value) in zip(columns, row).dropFirst() {
            let name = column.name.lowercased()
            if item.title == nil, name.contains("title") || name == "name" || name.hasSuffix("_name") {
                item.title = value
            } else if column.type == "token_seq" {
                item.categories += value.split(separator: " ").map(String.init)
            } else {
                others.columns.append(column)
                others.values.append(value)
            }
        }
        (item.texts, item.numbers) = features(others.columns[...], others.values[...])
        return item
    }

    private static func features(
        _ columns: ArraySlice<Column>, _ values: ArraySlice<String>
    ) -> (texts: [String: String], numbers: [String: Float]) {
        var result: (texts: [String: String], numbers: [String: Float]) = ([:], [:])
        for (column, value) in zip(columns, values) {
            if column.type != "float" {
                result.texts[column.name] = value
            } else if let number = Float(value), number.isFinite {
                result.numbers[column.name] = number
            }
        }
        return result
    }
}
