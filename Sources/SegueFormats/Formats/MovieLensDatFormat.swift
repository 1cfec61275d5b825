import SegueData

/// MovieLens 1M and 10M: `user::item::rating::timestamp` without header; `movies.dat` and `users.dat` beside it.
struct MovieLensDatFormat: TableFormat {
    let name = "movielens-dat"
    let summary = "MovieLens 1M, 10M: user::item::rating::timestamp, with movies.dat and users.dat"
    let fileNames = ["ratings.dat"]

    let delimiters = [Delimiter.colons]
    let fieldCount: Int? = 4
    let columns = ColumnMapping(user: "1", item: "2", time: "4", rating: "3")

    func recognizes(_ table: TableShape) -> Bool {
        table.delimiter == .colons && table.mostRows { $0.count == 4 }
    }

    func catalogs(beside path: String, options: ReadOptions) throws -> Catalogs {
        var items: [ItemCatalog.Item] = []
        try SidecarTable(separator: 0x3A, isDoubled: true, minimumFields: 3)
            .forEachRow(
                in: SidecarTable.sibling("movies.dat", of: path), maximumBadRows: options.maximumBadRows
            ) { row in
                // A title may hold the separator: identifier first, genres last, the title between.
                let title = row[1..<(row.count - 1)].joined(separator: "::")
                items.append(
                    ItemCatalog.Item(id: row[0], title: title, categories: SidecarTable.genres(row[row.count - 1])))
            }
        var users: [UserCatalog.User] = []
        try SidecarTable(separator: 0x3A, isDoubled: true, minimumFields: 5)
            .forEachRow(
                in: SidecarTable.sibling("users.dat", of: path), maximumBadRows: options.maximumBadRows
            ) { row in
                users.append(
                    UserCatalog.User(
                        id: row[0], texts: ["gender": row[1], "age": row[2], "occupation": row[3], "zip": row[4]]))
            }
        return Catalogs(items: ItemCatalog(items), users: UserCatalog(users))
    }
}
