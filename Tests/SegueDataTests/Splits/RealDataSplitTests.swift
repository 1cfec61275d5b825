import Foundation
import Testing

@testable import SegueData

private enum RealFile {
    static let movieLens = LogFixtures.realData("ml-100k/u.data")
    static let movieLens1M = LogFixtures.realData("ml-1m/ratings.dat")
    static let seqRecUsers = LogFixtures.realData("ml-1m/seqrec_split.csv")
    static let retailrocket = LogFixtures.realData("retailrocket/sample_retailrocket_sessions.csv")
}

/// Expected counts come from an independent program; protocol D is worked out here a second time in another way.
@Suite struct RealDataSplitTests {
    private func movieLens() throws -> InteractionLog {
        try LogFixtures.read(
            #require(RealFile.movieLens), separator: "\t", user: 0, item: 1, time: 3, rating: 2)
    }

    @Test(.enabled(if: RealFile.movieLens != nil, "set SEGUE_DATA to a folder that holds ml-100k"))
    func protocolDOnMovieLens() throws {
        let log = try movieLens()
        let split = try SplitStrategy.withinSequence().split(log)
        let counts = split.description.counts
        #expect((counts.trainInteractions, counts.items) == (89_561, 1_648))
        #expect((counts.validation.targets, counts.test.targets) == (4_941, 5_460))
        #expect((counts.validation.unseenInteractions, counts.test.unseenInteractions) == (16, 22))
        #expect((counts.validation.users, counts.test.users) == (943, 943))
        #expect(split.queries(.test).reduce(0) { $0 + $1.positions.count } == 5_460)

        // Again from the other side: whatever is not among the first nine tenths of its user, by item names.
        var known: Set<String> = []
        var heldOut: [[String]] = []
        for index in 0..<log.userCount {
            let names = log.items(ofUser: Int32(index + 1)).compactMap { log.items.id(at: $0) }
            let cut = names.count * 9 / 10
            known.formUnion(names[..<cut])
            heldOut.append(Array(names[cut...]))
        }
        let tests = heldOut.map { $0[($0.count / 2)...].filter(known.contains) }.filter { !$0.isEmpty }
        let queries = split.queries(.test)
        #expect(queries.count == tests.count)
        for (query, expected) in zip(queries, tests) {
            #expect(query.positions.compactMap(query.target).compactMap { split.log.items.id(at: $0) } == expected)
        }
    }

    /// Counts and statistics come from an independent program, the users from the published seeds.
    @Test(.enabled(if: RealFile.seqRecUsers != nil, "set SEGUE_DATA to a folder that holds ml-1m"))
    func seqRecOnMovieLens1M() throws {
        let log = try LogFixtures.readMovieLens1M(#require(RealFile.movieLens1M))
        let split = try SplitStrategy.randomUsers(.seqRec).split(log, unseenItems: .keep)
        var written: [String: String] = [:]
        for line in try String(contentsOf: #require(RealFile.seqRecUsers), encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: ",")
            written[String(fields[0])] = String(fields[1])
        }
        var differing = 0
        for user in split.log.userIndices {
            let part = [RowPart.train, .validation, .test].first { !split.rows($0, ofUser: user).isEmpty }
            differing += split.log.users.id(at: user).flatMap { written[$0] } == part.map { "\($0)" } ? 0 : 1
        }
        #expect(differing == 0)
        var generator = SeededGenerator(seed: 1)
        let expected: [(RowPart, Int, mean: Double, deviation: Double)] = [
            (.train, 407_929, 3.4905, 1.1250), (.validation, 45_612, 3.4783, 1.1234), (.test, 45_082, 3.5321, 1.0820),
        ]
        for (part, count, mean, deviation) in expected {
            let examples = try LaterHalf().examples(of: part, in: split, generator: &generator)
            let labels = examples.labels.map(Double.init)
            #expect(examples.count == count)
            let found = labels.reduce(0, +) / Double(count)
            let variance = labels.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(count)
            #expect(abs(found - mean) < 5e-5 && abs(variance.squareRoot() - deviation) < 5e-5)
            // One history for all examples of a user, which holds none of them.
            #expect(examples.trainedUsers.allSatisfy { ($0 == 0) == (part != .train) })
            #expect((0..<count).allSatisfy { examples.historyEnds[$0] <= examples.eventRows[$0] })
        }
        let halves = split.log.userIndices.reduce(0) { $0 + (split.log.rows(ofUser: $1).count + 1) / 2 }
        #expect(halves == 501_586)
    }

    @Test(.enabled(if: RealFile.movieLens != nil, "set SEGUE_DATA to a folder that holds ml-100k"))
    func globalTimeOnMovieLens() throws {
        let split = try SplitStrategy.globalTime().split(movieLens())
        let counts = split.description.counts
        #expect((counts.trainInteractions, counts.items, counts.trainUsers) == (79_999, 1_616, 751))
        #expect((counts.validation.interactions, counts.test.interactions) == (9_948, 9_851))
    }

    @Test(.enabled(if: RealFile.movieLens != nil, "set SEGUE_DATA to a folder that holds ml-100k"))
    func filtersOnMovieLens() throws {
        let log = try movieLens()
        #expect(log.tiedShare == 0.75772)
        let core = try log.filtered(by: [.core(.init(users: 10, items: 20))]).log
        #expect((core.count, core.userCount, core.itemCount) == (94_968, 943, 939))
        let liked = try log.filtered(by: [.minimumRating(.init(rating: 4))]).log
        #expect((liked.count, liked.userCount, liked.itemCount) == (55_375, 942, 1_447))
    }

    @Test(.enabled(if: RealFile.retailrocket != nil, "set SEGUE_DATA to a folder that holds retailrocket"))
    func protocolCOnRetailrocket() throws {
        let file = try #require(RealFile.retailrocket)
        let log = try LogFixtures.read(file, separator: "\t", skip: 1, user: 1, item: 2, time: 0)
        let sessions = try log.sessions(gapSeconds: 3_600, droppingConsecutiveDuplicates: true)
        #expect((sessions.userCount, sessions.count) == (2_917, 8_185))
        let core = try sessions.filtered(by: [.core(.init(users: 2, items: 5))]).log
        #expect((core.count, core.userCount, core.itemCount) == (310, 66, 53))
        let split = try SplitStrategy.lastDays().split(sessions.filtered(by: [.sequenceLength()]).log)
        let counts = split.description.counts
        #expect((counts.trainInteractions, counts.items) == (6_719, 4_618))
        #expect(
            (counts.validation.targets, counts.validation.users, counts.validation.unseenInteractions) == (40, 26, 259))
        #expect((counts.test.targets, counts.test.users, counts.test.unseenInteractions) == (23, 12, 171))
        #expect(split.queries(.test).allSatisfy { $0.user == 0 })
    }
}
