/// Last.fm 1K: `user, ISO timestamp, artist id, artist name, track id, track name` with tabs and without header.
///
/// The item is the track's MusicBrainz identifier; where that is empty, the names of artist and track together.
struct LastFMFormat: InteractionFormat {
    let name = "lastfm-1k"
    let summary = "Last.fm 1K: user, ISO time, artist id, artist, track id, track, with tabs"
    let fileNames = ["userid-timestamp-artid-artname-traid-traname.tsv"]

    func recognizes(_ sample: FileSample) -> Bool {
        sample.mostLines { line in
            let fields = FileSample.fields(line, "\t")
            guard fields.count == 6 else { return false }
            var time = fields[1]
            return time.withUTF8 { TimeParsing.iso8601(UnsafeRawBufferPointer($0)) } != nil
        }
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        .delimited(
            DelimitedLayout(
                separator: 0x09,
                fields: InteractionLayout(
                    fieldCount: 6, user: 0, item: 4, itemAlternatives: [3, 5], time: 1, timeEncoding: .iso8601,
                    titles: [3, 5])))
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
