import SegueData

/// Last.fm 1K: `user, ISO timestamp, artist id, artist name, track id, track name` with tabs and without header.
///
/// The item is the track's MusicBrainz identifier; where that is empty, the names of artist and track together.
struct LastFMFormat: TableFormat {
    let name = "lastfm-1k"
    let summary = "Last.fm 1K: user, ISO time, artist id, artist, track id, track, with tabs"
    let fileNames = ["userid-timestamp-artid-artname-traid-traname.tsv"]

    let delimiters = [Delimiter.tab]
    let fieldCount: Int? = 6
    let columns = ColumnMapping(user: "1", item: "5", time: "2")

    func recognizes(_ table: TableShape) -> Bool {
        table.delimiter == .tab && table.header == nil
            && table.mostRows { $0.count == 6 && FieldKind.isISODate($0[1]) }
    }

    func complete(_ layout: inout InteractionLayout, of table: TableShape) {
        guard table.header == nil, layout.fieldCount == 6, layout.item == 4 else { return }
        layout.itemAlternatives = [3, 5]
        layout.titles = [3, 5]
    }

    func catalogs(beside path: String, options: ReadOptions) throws -> Catalogs {
        var users: [UserCatalog.User] = []
        try SidecarTable(separator: 0x09, hasHeader: true, minimumFields: 5)
            .forEachRow(
                in: SidecarTable.sibling("userid-profile.tsv", of: path), maximumBadRows: options.maximumBadRows
            ) { row in
                users.append(
                    UserCatalog.User(
                        id: row[0], texts: ["gender": row[1], "country": row[3], "registered": row[4]],
                        numbers: Float(row[2]).map { ["age": $0] } ?? [:]))
            }
        return Catalogs(users: UserCatalog(users))
    }
}
