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
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst(skip)
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
}
