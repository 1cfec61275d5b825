import SegueData

/// MovieLens 100K: `user item rating timestamp` with tabs and without header; `u.item`, `u.genre`, `u.user` beside it.
struct MovieLens100KFormat: TableFormat {
    let name = "movielens-100k"
    let summary = "MovieLens 100K: u.data with u.item, u.genre and u.user"
    let fileNames = ["u.data"]

    /// Position in `u.item` of the first of the columns that say with 0 or 1 whether a film has a genre.
    private static let firstGenreField = 5

    let delimiters = [Delimiter.tab]
    let fieldCount: Int? = 4
    let columns = ColumnMapping(user: "1", item: "2", time: "4", rating: "3")

    func recognizes(_ table: TableShape) -> Bool {
        table.delimiter == .tab && table.header == nil
            && table.mostRows { row in row.count == 4 && row.count(where: FieldKind.isNumberLike) >= 3 }
            && table.mostRows { row in row.count == 4 && isRatingBeforeTime(row[2], row[3]) }
    }

    /// Whether a rating and a time can be what they are said to be, and not the other way round.
    private func isRatingBeforeTime(_ rating: String, _ time: String) -> Bool {
        guard let rating = FieldKind.number(rating), let time = FieldKind.number(time) else { return true }
        return rating <= time
    }

    func catalogs(beside path: String, options: ReadOptions) throws -> Catalogs {
        let maximum = options.maximumBadRows
        var genres: [String] = []
        try SidecarTable(separator: 0x7C, minimumFields: 1)
            .forEachRow(in: SidecarTable.sibling("u.genre", of: path), maximumBadRows: maximum) { genres.append($0[0]) }
        var items: [ItemCatalog.Item] = []
        try SidecarTable(separator: 0x7C, minimumFields: 3)
            .forEachRow(in: SidecarTable.sibling("u.item", of: path), maximumBadRows: maximum) { row in
                let flags = row.dropFirst(Self.firstGenreField)
                let names = zip(genres, flags).filter { $0.1 == "1" && $0.0 != "unknown" }.map(\.0)
                items.append(
                    ItemCatalog.Item(
                        id: row[0], title: row[1], categories: names, texts: ["release_date": row[2]]))
            }
        var users: [UserCatalog.User] = []
        try SidecarTable(separator: 0x7C, minimumFields: 5)
            .forEachRow(in: SidecarTable.sibling("u.user", of: path), maximumBadRows: maximum) { row in
                users.append(
                    UserCatalog.User(
                        id: row[0], texts: ["gender": row[2], "occupation": row[3], "zip": row[4]],
                        numbers: Float(row[1]).map { ["age": $0] } ?? [:]))
            }
        return Catalogs(items: ItemCatalog(items), users: UserCatalog(users))
    }
}
