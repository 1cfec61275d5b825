import Foundation
import Testing

@testable import SegueData

/// Examples of the parts of a split, and the fields that are learned from train.
@Suite struct ExampleTests {
    /// u1: a b c d (ratings 1 2 3 4), u2: b d e (5 4 3); item e is met by u2 alone.
    private static func log(contexts: [ContextColumn] = []) throws -> InteractionLog {
        try InteractionLog(
            users: Vocabulary(ids: ["u1", "u2"]), items: Vocabulary(ids: ["a", "b", "c", "d", "e"]),
            offsets: [0, 4, 7], itemColumn: [1, 2, 3, 4, 2, 4, 5], timeColumn: [1, 2, 3, 4, 1, 2, 3],
            ratingColumn: [1, 2, 3, 4, 5, 4, 3], contextColumns: contexts,
            source: DataSource(file: "test", formatName: "none"))
    }

    private static func cut() throws -> DataSplit {
        try DataSplit(
            log: log(), boundaries: SplitBoundaries(trainEnds: [2, 7], validationEnds: [3, 7]),
            strategy: .withinSequence(), unseenItems: .drop)
    }

    /// Rows 0, 3 and 5 are test, the others train.
    private static func drawn(_ policy: UnseenItemPolicy = .keep) throws -> DataSplit {
        try DataSplit(
            log: log(), rows: [.test, .train, .train, .test, .train, .test, .train],
            strategy: .randomRatings(), unseenItems: policy, minimumTrainingUsers: 1)
    }

    private static func made(
        _ strategy: any ExampleStrategy, _ part: RowPart, _ split: DataSplit, seed: UInt64 = 1
    ) throws -> ExampleSet {
        var generator = SeededGenerator(seed: seed)
        return try strategy.examples(of: part, in: split, generator: &generator)
    }

    @Test func everyEventOfAPartIsAnExample() throws {
        let split = try Self.cut()
        // Item c is in validation alone, so it is unknown; d and e are known by u2.
        #expect(split.log.items.ids == ["a", "b", "d", "e"])
        let train = try Self.made(EveryEvent(), .train, split)
        #expect(train.users == [1, 1, 2, 2, 2] && train.labels == [1, 2, 5, 4, 3])
        #expect((0..<5).map { Array(train.history($0).items) } == [[], [1], [], [2], [2, 3]])
        let test = try Self.made(EveryEvent(), .test, split)
        #expect(test.users == [1] && test.items == [3] && test.labels == [4] && Array(test.history(0).items) == [1, 2])
        // Of three events the first half has two, and of two one.
        let later = try Self.made(LaterHalf(), .train, split)
        #expect(later.labels == [2, 3] && Array(later.history(1).items) == [2, 3])
    }

    @Test func halvesHaveOneHistoryOrOneThatRolls() throws {
        let log = try Self.log()
        let split = try DataSplit(
            log: log, boundaries: SplitBoundaries(trainEnds: [4, 7], validationEnds: [4, 7]),
            strategy: .withinSequence(), unseenItems: .drop)
        let fixed = try Self.made(LaterHalf(), .train, split)
        #expect(fixed.items == [3, 4, 5])
        #expect((0..<3).map { Array(fixed.history($0).items) } == [[1, 2], [1, 2], [2, 4]])
        let rolling = try Self.made(LaterHalfRolling(), .train, split)
        #expect(rolling.items == [3, 4, 5])
        #expect((0..<3).map { Array(rolling.history($0).items) } == [[1, 2], [1, 2, 3], [2, 4]])
    }

    @Test func itemsUnseenInTrainCanStay() throws {
        let split = try DataSplit(
            log: Self.log(), boundaries: SplitBoundaries(trainEnds: [2, 4], validationEnds: [3, 4]),
            strategy: .withinSequence(), unseenItems: .keep)
        #expect(split.log.items.ids == ["a", "b", "c", "d", "e"])
        #expect(try Self.made(EveryEvent(), .test, split).users == [1, 2, 2, 2])
        // User 2 has no train events: its parameters are nobody's.
        #expect(try Self.made(EveryEvent(), .test, split).trainedUsers == [1, 0, 0, 0])
    }

    @Test func historiesOfDrawnRatingsHoldTrainAlone() throws {
        let split = try Self.drawn()
        #expect(split.training.interactionCount == 4 && split.log.itemCount == 5)
        #expect(
            split.description.counts.test.interactions == 3 && split.description.counts.test.unseenInteractions == 3)
        let test = try Self.made(EveryEvent(), .test, split)
        #expect(test.items == [1, 4, 4] && test.labels == [1, 4, 4] && test.eventRows == [0, 3, 5])
        #expect((0..<3).map { Array(test.history($0).items) } == [[], [2, 3], [2]])
        let train = try Self.made(EveryEvent(), .train, split)
        #expect((0..<4).map { Array(train.history($0).items) } == [[], [2], [], [2]])
        #expect(split.queries(.test).isEmpty)
    }

    @Test func randomRatingsAreSharedOutExactly() throws {
        let log = try InteractionLog(
            users: Vocabulary(ids: ["u"]), items: Vocabulary(ids: (0..<50).map { "i\($0)" }), offsets: [0, 50],
            itemColumn: (1...50).map { $0 }, ratingColumn: [Float](repeating: 3, count: 50),
            source: DataSource(file: "test", formatName: "none"))
        func parts(_ seed: UInt64) throws -> [RowPart] {
            try #require(
                SplitStrategy.randomRatings(.init(train: 0.8, validation: 0.1, seed: seed))
                    .split(log, unseenItems: .keep).drawnParts)
        }
        let first = try parts(1)
        #expect(first.count { $0 == .train } == 40 && first.count { $0 == .validation } == 5)
        #expect(try parts(1) == first)
        #expect(try parts(2) != first)
        #expect(throws: PreparationError.self) { try SplitStrategy.randomRatings().boundaries(of: log) }
    }

    /// Where unseen items are dropped, rows that ask for them belong to no part; to miss them is for rankings.
    @Test func unseenItemsOfDrawnRowsAreDropped() throws {
        let split = try Self.drawn(.drop)
        let kept = try #require(Self.drawn().drawnParts)
        let trained = Set(zip(split.log.itemColumn, kept).filter { $0.1 == .train }.map(\.0))
        let expected = zip(split.log.itemColumn, kept).map { trained.contains($0) ? $1 : .dropped }
        #expect(split.drawnParts == expected && expected.contains(.dropped))
        let test = split.description.counts.test
        #expect(test.targets == expected.count { $0 == .test } && test.interactions == kept.count { $0 == .test })
        #expect(throws: PreparationError.self) { try Self.drawn(.countAsMiss) }
    }

    /// Of two items left one is drawn ten million times as often: both come, in the right proportions, and in time.
    @Test func rareNegativesAreFound() throws {
        let log = try LogFixtures.log(["ab"] + [String](repeating: "bc", count: 400) + ["bd"])
        let split = try SplitStrategy.randomRatings(.init(train: 0.999, seed: 3)).split(log)
        var drawing = NegativeDrawing(split, part: .test, exponent: 4)
        var generator = SeededGenerator(seed: 1)
        let drawn = (0..<50).map { _ in drawing.draw(2, user: 1, generator: &generator) }
        #expect(drawn.allSatisfy { Set($0) == [3, 4] }, "c and d are what the first user has not met")
        #expect(drawn.count { $0.first == 3 } == 50)
    }

    @Test func negativesWereNotMet() throws {
        let split = try Self.drawn()
        let examples = try Self.made(EventWithNegatives(negatives: 3), .train, split)
        // Items 2, 3 and 5 are in train: each user has met two of them, and what only test has is no negative.
        #expect(examples.count == 4 * 2)
        for event in stride(from: 0, to: examples.count, by: 2) {
            #expect(examples.labels[event..<event + 2] == [1, 0])
            #expect(examples.items[event + 1] == (examples.users[event] == 1 ? 5 : 3))
        }
        // u1 has met a, b, c, d by the test part: e is all that is left.
        let test = try Self.made(EventWithNegatives(negatives: 3), .test, split)
        #expect(Array(test.items.prefix(5)) == [1, 5, 4, 5, 4])
        #expect(Set(test.items.dropFirst(5)) == [1, 3])
        // Another generator draws other negatives, but not other fixed candidates.
        let fixed = FixedCandidates(candidates: 2)
        let (one, other) = (try Self.made(fixed, .test, split), try Self.made(fixed, .test, split, seed: 9))
        #expect(one.items == other.items)
    }

    @Test func fieldsKnowTrainAlone() throws {
        let shop = ContextColumn(
            name: "shop",
            values: .tokens(vocabulary: try Vocabulary(ids: ["x", "y", "z"]), indices: [3, 1, 2, 1, 1, 2, 1]))
        let kind = ContextColumn(
            name: "kind", values: .tokens(vocabulary: try Vocabulary(ids: ["k", "l"]), indices: [1, 1, 2, 2, 1, 2, 1]))
        let split = try DataSplit(
            log: Self.log(contexts: [shop, kind]), rows: [.test, .train, .train, .test, .train, .test, .train],
            strategy: .randomRatings(), unseenItems: .keep, minimumTrainingUsers: 1)
        let table = try FeatureTable(learning: split, catalog: .empty, userCatalog: .empty)
        // Shop: b x, c y, b x, e x in train, so it is the item's; z is met in test alone.
        #expect(table.schema.fields.map(\.name) == ["user", "item", "item.shop", "item.kind"])
        #expect(table.schema.fields[2].kind == .category(count: 2))
        #expect(table.schema.offsets == [0, 2, 7, 9])
        let test = try Self.made(EveryEvent(), .test, split).with(features: table)
        let encoded = table.encode(test, rows: [0])
        // Item a does not occur in train: nothing but the user is known.
        #expect(encoded.codes.filter { $0 != 0 } == [1])
    }

    @Test func choicesAreReadByName() throws {
        let decoder = JSONDecoder()
        let text = #"{"strategy": "event-with-negatives", "negatives": 4}"#
        let choice = try decoder.decode(ExampleChoice.self, from: Data(text.utf8))
        #expect(choice == ExampleChoice(EventWithNegatives(negatives: 4)))
        #expect(try decoder.decode(ExampleChoice.self, from: JSONEncoder().encode(choice)) == choice)
        #expect(throws: PreparationError.self) {
            try decoder.decode(ExampleChoice.self, from: Data(#"{"strategy": "none"}"#.utf8))
        }
    }
}
