import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// Train, validation and test as files give them.
@Suite struct GivenSplitTests {
    private func dataset(_ text: String, format: String? = nil) throws -> Dataset {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("given-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        return try Dataset.load(file.path, options: ReadOptions(formatName: format))
    }

    private func sequences(_ queries: [NextItemQuery], _ log: InteractionLog) -> [String] {
        queries.map { query in
            let words = query.items.enumerated().map { index, item in
                (query.positions.contains(index) ? "?" : "") + (log.items.id(at: item) ?? "")
            }
            return "\(query.user): " + words.joined(separator: " ")
        }
    }

    /// Sessions of the test file are users of their own, and a session that goes on keeps its history.
    @Test func sessionsOfTheTestFileAreHistoriesOfTheirOwn() throws {
        let head = "SessionId\tItemId\tTime\n"
        let parts = GivenParts(
            train: try dataset(head + "s1\ta\t1\ns1\tb\t2\ns2\tb\t1\ns2\tc\t2\n"),
            validation: try dataset(head + "s2\ta\t3\n"),
            test: try dataset(head + "s9\tb\t7\ns9\tz\t8\ns9\tc\t9\ns1\tc\t5\ns1\tq\t6\n"))
        let joined = try parts.joined()
        let split = try SplitStrategy.given().split(joined.log, unseenItems: .countAsMiss)
        #expect(split.log.items.ids == ["a", "b", "c"], "one vocabulary, of the train part")
        #expect(split.log.users.ids == ["s1", "s2", "s9"])
        #expect(sequences(split.queries(.validation), split.log) == ["2: b c ?a"])
        #expect(sequences(split.queries(.test), split.log) == ["1: a b ?c", "0: b ?c"])
        #expect(split.unseenTest == [1, 0, 1])
        #expect(split.description.counts.unseenItems == 2)
        #expect(split.training.interactionCount == 4)
        #expect(joined.log.source.file.contains(" + "))
        #expect(joined.log.source.rowsRead == 10)
    }

    /// In a prefix file the last item of each line is the question; line numbers of two files are not the same users.
    @Test func prefixFilesAskForLastItems() throws {
        let train = try dataset("1 2 3\n3 1\n", format: "sessions")
        let test = try dataset("1 2 3 1\n1 2 3\n1 2\n9 3\n2 9\n")
        #expect(test.log.source.formatName == "prefix-target")
        let joined = try GivenParts(train: train, test: test).joined()
        let split = try SplitStrategy.given().split(joined.log)
        #expect(
            sequences(split.queries(.test), split.log) == ["0: 1 2 3 ?1", "0: 1 2 ?3", "0: 1 ?2"],
            "9 is unseen: the fourth line has no history, the fifth no target")
        #expect(split.unseenTest == [0, 0, 0, 0, 0, 0, 1])
        #expect(split.description.counts.test.targets == 3)
        #expect(split.description.counts.test.unseenInteractions == 2)
        #expect(split.queries(.validation).isEmpty)
        #expect(joined.log.users.count == 7)
        #expect(joined.log.source.notes.count == 1)
        #expect(joined.log.source.notes[0].hasPrefix("2 of 5 lines of "))
        #expect(joined.log.source.notes[0].hasSuffix("each line is one question, for its last item"))
    }

    @Test func sessionsAreAskedAtEveryStep() throws {
        let train = try dataset("1 2 3\n3 1\n", format: "sessions")
        let test = try dataset("1 2 3 1\n1 2 3\n1 2\n", format: "sessions")
        let joined = try GivenParts(train: train, test: test).joined()
        let split = try SplitStrategy.given().split(joined.log)
        #expect(split.description.counts.test.targets == 6)
        #expect(joined.log.source.notes.contains { $0.contains("name --test-format prefix-target") })
    }

    @Test func filtersAndShufflingKeepTheParts() throws {
        let head = "user_id,item_id,timestamp,rating\n"
        let parts = GivenParts(
            train: try dataset(head + "u,a,5,1\nu,b,5,5\nu,c,5,5\nv,a,1,5\nv,b,1,5\nv,c,1,5\n"),
            validation: try dataset(head + "u,a,5,5\nu,b,5,1\n"), test: try dataset(head + "u,c,5,5\nv,b,1,5\n"))
        let log = try parts.joined().log.filtered(by: [.minimumRating(.init(rating: 4))]).log
        for seed in 0..<20 as Range<UInt64> {
            let split = try SplitStrategy.given().split(log.shufflingTies(seed: seed))
            #expect(split.training.interactionCount == 5)
            #expect(split.queries(.validation).map { $0.target(at: $0.positions.lowerBound) } == [1])
            #expect(split.queries(.test).map { $0.target(at: $0.positions.lowerBound) } == [3, 2])
        }
    }

    /// As those of a random split do: no next item can be asked for, but what a user makes of an item can.
    @Test func partsThatOverlapInTimeStandForThemselves() throws {
        let head = "user_id,item_id,rating,timestamp\n"
        let train = try dataset(head + "u,a,1,5\nu,b,2,9\nv,a,3,1\n")
        let log = try GivenParts(train: train, test: try dataset(head + "u,c,4,7\nv,b,5,2\n")).joined().log
        #expect(log.timeColumn == [5, 7, 9, 1, 2] && log.ratingColumn == [1, 4, 2, 3, 5])
        let split = try SplitStrategy.given().split(log, unseenItems: .keep)
        #expect(split.drawnParts == [.train, .test, .train, .train, .test])
        #expect(split.log.itemCount == 3 && split.historyLog.count == 3)
        #expect(try SplitStrategy.given().split(log).drawnParts == [.train, .dropped, .train, .train, .test])
        let error = #expect(throws: PreparationError.self) { try SplitStrategy.given().boundaries(of: log) }
        let times = "user 'u' has an interaction at 1970-01-01T00:00:07Z in one part, and one at 1970-01-01T00:00:09Z"
        #expect(error?.description.contains(times) == true)
        let plain = #expect(throws: PreparationError.self) {
            try SplitStrategy.given().split(dataset(head + "u,a,3,1\nu,b,4,2\n").log)
        }
        #expect(plain?.description.contains("--train FILE --test FILE") == true)
    }

    /// A file is read in the coarsest unit that its times allow, so parts of one data set may count differently.
    @Test func partsThatCountInDifferentUnitsAreJoinedInTheFinest() throws {
        let head = "user_id,item_id,timestamp\n"
        let train = try dataset(head + "u,a,1600000000\nu,b,1600000100\n")
        let test = try dataset(head + "u,c,1600000300.5\nv,a,1600000400.25\n")
        #expect(train.log.timeUnit == .seconds && test.log.timeUnit == .milliseconds)
        let log = try GivenParts(train: train, test: test).joined().log
        #expect(log.timeUnit == .milliseconds)
        #expect(log.timeColumn == [1_600_000_000_000, 1_600_000_100_000, 1_600_000_300_500, 1_600_000_400_250])
        #expect(LogProperties(of: log).longestPause == 201, "200.5 seconds")
        let late = try dataset(head + "u,c,1600000050.5\n")
        let mixed = try GivenParts(train: train, test: late).joined().log
        #expect(mixed.timeColumn == [1_600_000_000_000, 1_600_000_050_500, 1_600_000_100_000])
        #expect(GivenSplit.overlap(in: mixed)?.contains("2020-09-13T12:27:30") == true)
    }

    @Test func kindsThatDoNotFitOneByteAreRefusedNotMerged() throws {
        let head = "user_id,item_id,behavior\n"
        let kinds = (0..<200).map { "u,a,k\($0)\n" }.joined()
        let others = (0..<57).map { "u,a,o\($0)\n" }.joined()
        let train = try dataset(head + kinds)
        let fits = try GivenParts(train: train, test: try dataset(head + String(others.dropLast(8)))).joined().log
        #expect(fits.behaviors.count == 256 && fits.behaviorColumn?.last == 255)
        let error = #expect(throws: PreparationError.self) {
            try GivenParts(train: train, test: try dataset(head + others)).joined()
        }
        #expect(error?.description.contains("more than 256 kinds") == true)
    }
}
