import Foundation

@testable import SegueData

/// Builds small logs by hand, and reads a file in a way that shares no code with the readers.
enum LogFixtures {
    /// A log of users u1, u2, …, each with the items spelled by the letters of a word, one second apart unless times
    /// are given.
    static func log(
        _ words: [String], times: [[Int64]]? = nil, hasTimes: Bool = true, ratings: [Float]? = nil,
        behaviorColumn: [UInt8]? = nil, behaviors: [String] = [], contextColumns: [ContextColumn] = []
    ) throws -> InteractionLog {
        var items = Vocabulary()
        let column = words.joined().map { items.insert(String($0)) }
        var offsets = [0]
        for word in words { offsets.append(offsets[offsets.count - 1] + word.count) }
        let steps = words.flatMap { $0.indices.enumerated().map { Int64($0.offset) } }
        return try InteractionLog(
            users: Vocabulary(ids: words.indices.map { "u\($0 + 1)" }), items: items, offsets: offsets,
            itemColumn: column, timeColumn: hasTimes ? times?.flatMap { $0 } ?? steps : nil, ratingColumn: ratings,
            behaviorColumn: behaviorColumn, behaviors: behaviors, contextColumns: contextColumns,
            source: DataSource(file: "fixture", formatName: "fixture"))
    }

    /// Items as letters again.
    static func word(_ items: some Sequence<Int32>, in log: InteractionLog) -> String {
        items.map { log.items.id(at: $0) ?? "?" }.joined()
    }

    /// Each user's sequence as a word.
    static func words(_ log: InteractionLog) -> [String] {
        zip(log.offsets, log.offsets.dropFirst()).map { word(log.itemColumn[$0..<$1], in: log) }
    }

    /// The folder of real data, if the environment names one that holds a file.
    static func realData(_ path: String) -> URL? {
        guard let folder = ProcessInfo.processInfo.environment["SEGUE_DATA"] else { return nil }
        let file = URL(fileURLWithPath: folder).appendingPathComponent(path)
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    /// Reads a table into a log: columns by number, stably sorted by user (in order of appearance) and time.
    static func read(
        _ file: URL, separator: Character, skip: Int = 0, user: Int, item: Int, time: Int, rating: Int? = nil
    ) throws -> InteractionLog {
        let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst(skip)
        let rows = lines.map { $0.split(separator: separator) }
        var users = Vocabulary()
        var items = Vocabulary()
        let keys = rows.map { (user: users.insert(String($0[user])), time: Int64($0[time]) ?? 0) }
        let indices = rows.map { items.insert(String($0[item])) }
        let order = rows.indices.sorted { (keys[$0].user, keys[$0].time, $0) < (keys[$1].user, keys[$1].time, $1) }
        var offsets = [Int](repeating: 0, count: users.count + 1)
        for key in keys { offsets[Int(key.user)] += 1 }
        for index in 1..<offsets.count { offsets[index] += offsets[index - 1] }
        return try InteractionLog(
            users: users, items: items, offsets: offsets, itemColumn: order.map { indices[$0] },
            timeColumn: order.map { keys[$0].time },
            ratingColumn: rating.map { column in order.map { Float(rows[$0][column]) ?? 0 } },
            source: DataSource(file: file.lastPathComponent, formatName: "fixture"))
    }

    /// MovieLens 1M, byte by byte: its users come one after the other, with the numbers 1, 2, ….
    static func readMovieLens1M(_ file: URL) throws -> InteractionLog {
        var rows: [(user: Int, item: Int, rating: Int, time: Int)] = []
        var (fields, number) = ([Int](), 0)
        try Data(contentsOf: file).withUnsafeBytes { bytes in
            for byte in bytes {
                switch byte {
                case 0x30...0x39: number = number * 10 + Int(byte) - 0x30
                case 0x0A:
                    fields.append(number)
                    rows.append((fields[0], fields[1], fields[2], fields[3]))
                    fields.removeAll(keepingCapacity: true)
                    number = 0
                default:
                    // The second colon of a pair finds no digits.
                    if byte == 0x3A, number > 0 {
                        fields.append(number)
                        number = 0
                    }
                }
            }
        }
        var (items, users, offsets) = (Vocabulary(), Vocabulary(), [0])
        let indices = rows.map { items.insert("\($0.item)") }
        var order: [Int] = []
        var start = 0
        while start < rows.count {
            let end = rows[start...].firstIndex { $0.user != rows[start].user } ?? rows.count
            users.insert("\(rows[start].user)")
            order += (start..<end).sorted { (rows[$0].time, $0) < (rows[$1].time, $1) }
            offsets.append(end)
            start = end
        }
        return try InteractionLog(
            users: users, items: items, offsets: offsets, itemColumn: order.map { indices[$0] },
            timeColumn: order.map { Int64(rows[$0].time) }, ratingColumn: order.map { Float(rows[$0].rating) },
            source: DataSource(file: file.lastPathComponent, formatName: "fixture"))
    }
}
