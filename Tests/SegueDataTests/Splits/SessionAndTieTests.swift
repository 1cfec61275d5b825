import Testing

@testable import SegueData

@Suite struct SessionAndTieTests {
    @Test func sessionsEndAtLongPauses() throws {
        let log = try LogFixtures.log(["aabcca", "", "bb"], times: [[0, 5, 15, 26, 26, 90], [], [3, 3]])
        let sessions = try log.sessions(gapSeconds: 10)
        #expect(sessions.users.ids == ["u1#1", "u1#2", "u1#3", "u3#1"])
        #expect(LogFixtures.words(sessions) == ["aab", "cc", "a", "bb"])
        #expect(sessions.timeColumn == [0, 5, 15, 26, 26, 90, 3, 3])
        let distinct = try log.sessions(gapSeconds: 10, droppingConsecutiveDuplicates: true)
        #expect(LogFixtures.words(distinct) == ["ab", "c", "a", "b"])
    }

    @Test func sessionsByColumnMayInterleave() throws {
        let tokens = try Vocabulary(ids: ["s", "t"])
        let column = ContextColumn(name: "session", values: .tokens(vocabulary: tokens, indices: [1, 2, 1, 0, 1]))
        let log = try LogFixtures.log(["abcd", "a"], contextColumns: [column])
        let sessions = try log.sessions(column: "session")
        #expect(sessions.users.ids == ["u1#s", "u1#t", "u1#", "u2#s"])
        #expect(LogFixtures.words(sessions) == ["ac", "b", "d", "a"])
        #expect(sessions.contextColumn(named: "session")?.token(at: 1) == "s")
        #expect(throws: PreparationError.columnMissing(operation: "grouping into sessions", column: "visit")) {
            try log.sessions(column: "visit")
        }
    }

    @Test func sessionNamesStayApart() throws {
        let tokens = try Vocabulary(ids: ["b#c", "c"])
        let log = try InteractionLog(
            users: Vocabulary(ids: ["a", "a#b"]), items: Vocabulary(ids: ["x"]), offsets: [0, 1, 2],
            itemColumn: [1, 1],
            contextColumns: [ContextColumn(name: "s", values: .tokens(vocabulary: tokens, indices: [1, 2]))],
            source: DataSource(file: "fixture", formatName: "fixture"))
        #expect(try log.sessions(column: "s").users.ids == ["a#b#c", "a#b#c'"])
    }

    @Test func sessionsNeedTimes() throws {
        let log = try LogFixtures.log(["ab"], hasTimes: false)
        #expect(throws: PreparationError.self) { try log.sessions(gapSeconds: 10) }
        #expect(throws: PreparationError.self) { try log.shufflingTies(seed: 1) }
        let timed = try LogFixtures.log(["ab"])
        let error = #expect(throws: PreparationError.self) { try timed.sessions(gapSeconds: -1) }
        #expect(error?.exitCode == 78)
        let extremes = try LogFixtures.log(["ab"], times: [[.min, .max]])
        #expect(try extremes.sessions(gapSeconds: .max).userCount == 2)
    }

    @Test func onlyTiesAreShuffled() throws {
        let log = try LogFixtures.log(
            ["abcdefghij", "ab"], times: [[0, 1, 1, 1, 1, 1, 1, 1, 1, 2], [4, 5]],
            ratings: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
        let shuffled = try log.shufflingTies(seed: 3)
        let words = LogFixtures.words(shuffled)
        #expect(words[1] == "ab")
        #expect(words[0].first == "a")
        #expect(words[0].last == "j")
        #expect(words[0] != "abcdefghij")
        #expect(words[0].sorted() == Array("abcdefghij"))
        #expect(shuffled.timeColumn == log.timeColumn)
        #expect(zip(shuffled.itemColumn, shuffled.ratingColumn ?? []).prefix(10).allSatisfy { Float($0) == $1 + 1 })
        #expect(try log.shufflingTies(seed: 3).itemColumn == shuffled.itemColumn)
        #expect(log.tiedShare == 8.0 / 12)
        #expect(try LogFixtures.log([]).tiedShare == nil)
    }
}
