import SegueData
import Testing

@testable import SegueFormats

/// Rows come out by (user, time, original row), whatever their order in the file.
@Suite struct SortingTests {
    /// Sorts through the columns and compares with the standard library's sort on whole rows.
    private func check(rowCount: Int, userCount: Int32, timeRange: Int64, seed: UInt64) {
        struct Row: Equatable {
            var (user, time, item): (Int32, Int64, Int32)
            static func == (left: Row, right: Row) -> Bool {
                left.user == right.user && left.time == right.time && left.item == right.item
            }
        }
        var state = seed
        func random(_ bound: Int64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(state >> 20) % bound
        }
        // The item of a row is its original number: it shows whether the order is stable.
        let rows = (0..<rowCount).map {
            Row(user: Int32(random(Int64(userCount))) + 1, time: random(timeRange), item: Int32($0 + 1))
        }
        let expected = rows.sorted { ($0.user, $0.time, $0.item) < ($1.user, $1.time, $1.item) }
        let layout = InteractionLayout(
            fieldCount: 5, user: 0, item: 1, time: 2, rating: 3, behavior: 4,
            contexts: [InteractionLayout.Context(name: "c", field: 0), InteractionLayout.Context(name: "d", field: 0)])
        var columns = ColumnBuffers(capacity: rowCount + 3, layout: layout)
        for (position, row) in rows.enumerated() {
            columns.users[position] = row.user
            columns.items[position] = row.item
            columns.times[position] = row.time
            columns.ratings[position] = Float(row.item)
            columns.behaviors[position] = UInt8(row.item % 256)
            columns.contexts[position] = UInt32(row.item)
            columns.contexts[columns.capacity + position] = UInt32(row.item) + 7
        }
        let offsets = ColumnSorter.sort(&columns, rowCount: rowCount, userCount: Int(userCount))
        #expect(columns.users.isEmpty)
        #expect(Array(columns.items.prefix(rowCount)) == expected.map(\.item))
        #expect(Array(columns.times.prefix(rowCount)) == expected.map(\.time))
        #expect(Array(columns.ratings.prefix(rowCount)) == expected.map { Float($0.item) })
        #expect(Array(columns.behaviors.prefix(rowCount)) == expected.map { UInt8($0.item % 256) })
        #expect(Array(columns.contexts.prefix(rowCount)) == expected.map { UInt32($0.item) })
        #expect(
            Array(columns.contexts[columns.capacity...].prefix(rowCount)) == expected.map { UInt32($0.item) + 7 })
        for user in 1...Int(userCount) {
            #expect(offsets[user] - offsets[user - 1] == rows.count { $0.user == Int32(user) })
        }
    }

    @Test(arguments: [(1, 1, 1), (2, 1, 1), (50, 3, 4), (33, 1, 1_000_000), (2000, 7, 5), (5000, 2, 3_000_000_000)])
    func equalsTheStandardLibrary(rowCount: Int, userCount: Int32, timeRange: Int64) {
        for seed in 1...5 { check(rowCount: rowCount, userCount: userCount, timeRange: timeRange, seed: UInt64(seed)) }
    }

    @Test func tiesKeepTheOrderOfTheFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file(
            "ratings.dat", "2::x::1::5\n1::a::1::9\n2::y::1::5\n1::b::1::3\n2::z::1::4\n1::c::1::3\n")
        let log = try Dataset.load(path).log
        #expect(log.lines == ["2 z 4 1.0", "2 x 5 1.0", "2 y 5 1.0", "1 b 3 1.0", "1 c 3 1.0", "1 a 9 1.0"])
    }
}
