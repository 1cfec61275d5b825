import SegueData

/// MovieLens 20M, 25M, 32M and the "latest" sets: `userId,movieId,rating,timestamp`; `movies.csv` beside it.
struct MovieLensCSVFormat: HeadedFormat {
    let name = "movielens-csv"
    let summary = "MovieLens 20M and later: ratings.csv with movies.csv"
    let fileNames = ["ratings.csv"]

    let delimiters = [Delimiter.comma]
    let allowsQuotes = true
    let signature = ["userId", "movieId", "rating", "timestamp"]

    func catalogs(beside path: String, options: ReadOptions) throws -> Catalogs {
        var items: [ItemCatalog.Item] = []
        try SidecarTable(separator: 0x2C, allowsQuotes: true, hasHeader: true, minimumFields: 3)
            .forEachRow(
                in: SidecarTable.sibling("movies.csv", of: path), maximumBadRows: options.maximumBadRows
            ) { row in
                items.append(
                    ItemCatalog.Item(id: row[0], title: row[1], categories: SidecarTable.genres(row[2])))
            }
        return Catalogs(items: ItemCatalog(items))
    }
}
