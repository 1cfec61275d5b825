import SegueData

/// Ratings with a known answer: users like items of their own parity, and all items a little more or less.
enum ParityRatings {
    static func dataset() throws -> Dataset {
        var (items, ratings): ([Int32], [Float]) = ([], [])
        for user in 0..<80 {
            for step in 0..<20 {
                let item = (user * 7 + step * 3) % 40
                items.append(Int32(item + 1))
                ratings.append((user + item).isMultiple(of: 2) ? 4 + Float(item % 2) : 1 + Float(item % 3))
            }
        }
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...80).map { "u\($0)" }), items: Vocabulary(ids: (1...40).map { "i\($0)" }),
            offsets: (0...80).map { $0 * 20 }, itemColumn: items,
            timeColumn: items.indices.map { Int64($0 % 20) * 1_000 }, ratingColumn: ratings,
            source: DataSource(file: "test", formatName: "none"))
        return Dataset(log: log, catalog: .empty, name: "parity")
    }
}
