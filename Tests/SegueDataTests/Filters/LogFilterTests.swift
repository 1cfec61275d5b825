import Foundation
import Testing

@testable import SegueData

@Suite struct LogFilterTests {
    @Test func coreRepeatsUntilNothingChanges() throws {
        // d occurs once; without it u3 has one event; without that c occurs once; without it u2 has two events left.
        let log = try LogFixtures.log(["abab", "abc", "cd"])
        let (core, reports) = try log.filtered(by: [.core(.init(users: 2, items: 2))])
        #expect(LogFixtures.words(core) == ["abab", "ab"])
        #expect(core.users.ids == ["u1", "u2"])
        #expect(core.items.ids == ["a", "b"])
        #expect(reports.count == 1)
        #expect(reports.first?.before == FilterReport.Sizes(of: log))
        #expect(reports.first?.after == FilterReport.Sizes(of: core))
        #expect(
            reports.first?.description == "k-core: removed 3 of 9 interactions, 1 of 3 users, 2 of 4 items")
    }

    @Test func coreMayRemoveEverything() throws {
        let core = try LogFixtures.log(["ab", "cd"]).filtered(by: [.core(.init(users: 3, items: 0))]).log
        #expect((core.count, core.userCount, core.itemCount) == (0, 0, 0))
        let empty = try LogFixtures.log([]).filtered(by: [.core(), .firstOccurrences(), .sequenceLength()]).log
        #expect(empty.count == 0)
    }

    @Test func coreEqualsRepeatedBruteForce() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<30 {
            let words = (0..<12).map { _ in
                String(
                    (0..<generator.next(below: 9)).map { _ in
                        Character(UnicodeScalar(UInt8(97 + generator.next(below: 14))))
                    })
            }
            let core = try LogFixtures.log(words).filtered(by: [.core(.init(users: 3, items: 4))]).log
            var expected = words
            var before: [String] = []
            while before != expected {
                before = expected
                expected = expected.map { $0.count < 3 ? "" : $0 }
                let counts = Dictionary(grouping: expected.joined()) { $0 }.mapValues(\.count)
                expected = expected.map { $0.filter { counts[$0, default: 0] >= 4 } }
            }
            #expect(LogFixtures.words(core) == expected.filter { !$0.isEmpty })
        }
    }

    @Test func minimumRatingMakesTheLogImplicit() throws {
        let log = try LogFixtures.log(["abc", "ba"], ratings: [5, 3.5, 4, 1, 2])
        let liked = try log.filtered(by: [.minimumRating()]).log
        #expect(LogFixtures.words(liked) == ["ac"])
        #expect(liked.ratingColumn == nil)
        let kept = try log.filtered(by: [.minimumRating(.init(rating: 3.5, keepsRatings: true))]).log
        #expect(kept.ratingColumn == [5, 3.5, 4])
        #expect(log.withoutRatings.ratingColumn == nil)
    }

    @Test func behaviorsAreChosenByName() throws {
        let log = try LogFixtures.log(["abc", "b"], behaviorColumn: [0, 1, 0, 2], behaviors: ["pv", "buy", "cart"])
        let bought = try log.filtered(by: [.behaviors(.init(["buy", "cart"]))]).log
        #expect(LogFixtures.words(bought) == ["b", "b"])
        let error = #expect(throws: PreparationError.self) { try log.filtered(by: [.behaviors(.init(["sell"]))]) }
        #expect(error?.description.contains("pv, buy, cart") == true)
        #expect(error?.exitCode == 78)
    }

    @Test func duplicatesAndFirstOccurrences() throws {
        let log = try LogFixtures.log(["aabbba", "aaa", "b"])
        #expect(LogFixtures.words(try log.filtered(by: [.consecutiveDuplicates()]).log) == ["aba", "a", "b"])
        let first = try log.filtered(by: [.firstOccurrences()]).log
        #expect(LogFixtures.words(first) == ["ab", "a", "b"])
        #expect(first.timeColumn == [0, 2, 0, 0])
    }

    @Test func sequenceLengths() throws {
        let log = try LogFixtures.log(["abcde", "ab", "a", "abc"])
        #expect(LogFixtures.words(try log.filtered(by: [.sequenceLength()]).log) == ["abcde", "ab", "abc"])
        let latest = try log.filtered(by: [.sequenceLength(.init(minimum: 2, maximum: 3))]).log
        #expect(LogFixtures.words(latest) == ["cde", "ab", "abc"])
        let removed = try log.filtered(by: [.sequenceLength(.init(minimum: 1, maximum: 3, longSequences: .remove))]).log
        #expect(LogFixtures.words(removed) == ["ab", "a", "abc"])
    }

    @Test func missingColumnsAndWrongParameters() throws {
        let log = try LogFixtures.log(["abc"])
        for filter in [LogFilter.minimumRating(), .behaviors(.init(["pv"]))] {
            let error = #expect(throws: PreparationError.self) { try log.filtered(by: [filter]) }
            #expect(error?.exitCode == 65)
        }
        for filter in [
            LogFilter.core(.init(users: -1)), .behaviors(.init([])), .minimumRating(.init(rating: .nan)),
            .sequenceLength(.init(minimum: 5, maximum: 4)), .sequenceLength(.init(minimum: 0, maximum: 0)),
        ] {
            let error = #expect(throws: PreparationError.self) { try log.filtered(by: [filter]) }
            #expect(error?.exitCode == 78)
        }
    }

    @Test func recipesNameFilters() throws {
        let json = #"""
            [{"filter": "k-core", "users": 2}, {"filter": "minimum-rating", "rating": 3},
             {"filter": "first-occurrences"},
             {"filter": "sequence-length", "maximum": 9, "longSequences": "remove"},
             {"filter": "consecutive-duplicates"},
             {"filter": "behaviors", "behaviors": ["buy"]}]
            """#
        let filters = try JSONDecoder().decode([LogFilter].self, from: Data(json.utf8))
        #expect(
            filters == [
                .core(.init(users: 2, items: 5)), .minimumRating(.init(rating: 3)), .firstOccurrences(),
                .sequenceLength(.init(maximum: 9, longSequences: .remove)), .consecutiveDuplicates(),
                .behaviors(.init(["buy"])),
            ])
        let again = try JSONDecoder().decode([LogFilter].self, from: JSONEncoder().encode(filters))
        #expect(again == filters)
        #expect(throws: PreparationError.unknownName(kind: "filter", name: "core", known: LogFilter.names)) {
            try JSONDecoder().decode([LogFilter].self, from: Data(#"[{"filter": "core"}]"#.utf8))
        }
    }

    /// Pauses of more than ten seconds end a session; the log tells what was done to it.
    @Test func sessionsAreAFilter() throws {
        let json = #"[{"filter": "sessions", "gapSeconds": 10}, {"filter": "sequence-length", "minimum": 2}]"#
        let filters = try JSONDecoder().decode([LogFilter].self, from: Data(json.utf8))
        let log = try LogFixtures.log(["abcd", "ab"], times: [[0, 10, 21, 22], [5, 90]])
        let (cut, reports) = try log.filtered(by: filters)
        #expect(LogFixtures.words(cut) == ["ab", "cd"])
        #expect(cut.users.ids == ["u1#1", "u1#2"])
        #expect(reports.map(\.after.users) == [4, 2])
        #expect(cut.preparation == reports.map { .filter($0) })
        #expect(log.preparation.isEmpty)
        let again = try JSONDecoder().decode([PreparationStep].self, from: JSONEncoder().encode(cut.preparation))
        #expect(again == cut.preparation)
        #expect(throws: PreparationError.self) { try log.filtered(by: [.sessions(.init(gapSeconds: -1))]) }
        #expect(throws: PreparationError.self) { try log.filtered(by: [.sessions(.init(column: "none"))]) }
    }

    @Test func whatIsDoneToALogIsCarriedAlong() throws {
        let log = try LogFixtures.log(["abc", "ab"], times: [[0, 0, 0], [1, 1]], ratings: [5, 1, 5, 5, 5])
        let prepared = try log.filtered(by: [.minimumRating()]).log.shufflingTies(seed: 4).select { $0 > 0 }
        #expect(prepared.preparation.count == 3)
        #expect(prepared.preparation[1] == .shuffledTies(seed: 4))
        #expect(prepared.preparation[2].hasEffect)
        let split = try SplitStrategy.withinSequence().split(prepared)
        #expect(split.description.preparation == prepared.preparation)
        #expect(split.log.preparation == prepared.preparation)
    }
}
