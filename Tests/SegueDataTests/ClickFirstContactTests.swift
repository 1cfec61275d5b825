import Foundation
import SegueCore
import SegueFiles
import Testing

@testable import SegueData

/// Protocol `click-first-contact`: by hand, and against an independent program on the published sample of Taobao.
@Suite struct ClickFirstContactTests {
    /// u1: a b a c(20) | d a; u2: b a | d; times in seconds. Train ends before 30.
    private static func split(dropped: UnseenItemPolicy = .keep) throws -> DataSplit {
        let log = try LogFixtures.log(
            ["abacda", "bad"], times: [[0, 10, 10, 20, 30, 40], [5, 10, 50]],
            behaviorColumn: [0, 0, 1, 1, 0, 0, 0, 2, 0], behaviors: ["view", "buy", "dislike"])
        return try SplitStrategy.globalTime(.init(validationFrom: 30, testFrom: 35)).split(log, unseenItems: dropped)
    }

    private static func made(
        _ part: RowPart, _ split: DataSplit, by strategy: ClickFirstContact = ClickFirstContact()
    ) throws -> ExampleSet {
        var generator = SeededGenerator(seed: 7)
        return try strategy.examples(of: part, in: split, generator: &generator)
    }

    @Test func firstContactsWithHistoriesOfEarlierSeconds() throws {
        let split = try Self.split()
        var strategy = ClickFirstContact()
        strategy.negatives = 1
        let train = try Self.made(.train, split, by: strategy)
        let positives = train.labels.indices.filter { train.labels[$0] == 1 }
        #expect(LogFixtures.word(positives.map { train.items[$0] }, in: split.log) == "abcba")
        // b of u1 is at the second of a repeat of a: neither sees the other.
        let histories = positives.map { LogFixtures.word(train.history($0).items, in: split.log) }
        #expect(histories == ["", "a", "aba", "", "b"])
        // Of a, b and c only c is left to u2; u1 met all by the test part, so none is.
        #expect(LogFixtures.word(train.items, in: split.log) == "abcbcac")
        // d is not in train: validation and test have no first contact at all, and repeats count nowhere.
        #expect(try Self.made(.validation, split, by: strategy).count == 0)
        #expect(try Self.made(.test, split, by: strategy).count == 0)
        #expect(
            train.record == [
                "9 events; validation begins 1970-01-01T00:00:30Z, test 1970-01-01T00:00:40Z",
                "3 items in the catalog; dropped: 2 repeats, 2 of other items",
                "first contacts: 5 train, 0 validation, 0 test",
            ])
    }

    @Test func itemsKnownAtTheEvent() throws {
        let split = try Self.split()
        var strategy = ClickFirstContact()
        strategy.catalog = .knownAtEvent
        strategy.negatives = 2
        // Before 5: a alone; b of u1 (10) is known from 5, a of u2 (10) from 0; d of u2 (50) from 30.
        let train = try Self.made(.train, split, by: strategy)
        #expect(LogFixtures.word(train.items, in: split.log) == "ba" && train.labels == [1, 1])
        let test = try Self.made(.test, split, by: strategy)
        // a, b, c, d are known at 50, and u2 touches a, b and d.
        #expect(LogFixtures.word(test.items, in: split.log) == "dc" && test.labels == [1, 0])
        #expect(LogFixtures.word(test.history(1).items, in: split.log) == "ba")
        strategy.history = .frozenAtCut
        #expect(LogFixtures.word(try Self.made(.test, split, by: strategy).history(0).items, in: split.log) == "ba")
    }

    /// With repeats every event with an item of train is a positive, and draws negatives of its own.
    @Test func repeatsCanBeKept() throws {
        let split = try Self.split()
        var strategy = ClickFirstContact()
        (strategy.negatives, strategy.keepsRepeats) = (1, true)
        let train = try Self.made(.train, split, by: strategy)
        // u1: a b a c, and has met all by the test part; u2: b a, and c is left.
        #expect(LogFixtures.word(train.items, in: split.log) == "abacbcac")
        #expect(train.labels == [1, 1, 1, 1, 1, 0, 1, 0])
        let test = try Self.made(.test, split, by: strategy)
        #expect(LogFixtures.word(test.items, in: split.log) == "a" && test.labels == [1])
        #expect(LogFixtures.word(test.history(0).items, in: split.log) == "abacd")
        #expect(
            train.record.suffix(2) == [
                "3 items in the catalog; dropped: 0 repeats, 2 of other items",
                "all contacts: 6 train, 0 validation, 1 test",
            ])
        #expect(strategy.text.hasPrefix("all contacts with 1 negative drawn uniformly"))
    }

    @Test func historiesCanEndAtTheCut() throws {
        let log = try LogFixtures.log(["abcd", "dcab"], times: [[0, 10, 20, 30], [0, 1, 2, 3]])
        let split = try SplitStrategy.globalTime(.init(validationFrom: 10, testFrom: 20)).split(log, unseenItems: .keep)
        var strategy = ClickFirstContact()
        func histories(_ part: RowPart) throws -> [String] {
            let set = try Self.made(part, split, by: strategy)
            return (0..<set.count).filter { set.labels[$0] == 1 }
                .map { LogFixtures.word(set.history($0).items, in: log) }
        }
        #expect(try histories(.test) == ["ab", "abc"])
        strategy.history = .frozenAtCut
        #expect(try histories(.test) == ["ab", "ab"])
        #expect(try histories(.validation) == ["a"])
    }

    /// u1 draws one of c and d for a, u2 has met all: one of two candidates is kept.
    @Test func oddsFactorIsTheShareOfNegativesKept() throws {
        let log = try LogFixtures.log(["abcd", "dcab"], times: [[0, 10, 20, 30], [0, 1, 2, 3]])
        let split = try SplitStrategy.globalTime(.init(validationFrom: 10, testFrom: 20)).split(log, unseenItems: .keep)
        var strategy = ClickFirstContact()
        strategy.negatives = 1
        #expect(try strategy.oddsFactor(in: split) == 0.5)
        strategy.drawnWeight = 3
        #expect(try strategy.oddsFactor(in: split) == 1.5)
        #expect(try EveryEvent().oddsFactor(in: split) == nil)
        // Five positives, of which the one purchase counts 3; both negatives of u2 are the only candidates.
        strategy.drawnWeight = 1
        strategy.weights = ["buy": 3]
        let factor = try #require(try strategy.oddsFactor(in: Self.split()))
        #expect(abs(factor - 5.0 / 7) < 1e-6)
    }

    @Test func kindsWeighAndDislikesAreNegatives() throws {
        let split = try Self.split()
        var strategy = ClickFirstContact()
        strategy.negatives = 1
        strategy.weights = ["buy": 3, "dislike": 10]
        strategy.drawnWeight = 0.5
        strategy.dislikes = ["dislike"]
        let train = try Self.made(.train, split, by: strategy)
        // u1: views a and b, buys c; u2 views b (drawn: c) and dislikes a, for which none is drawn.
        #expect(LogFixtures.word(train.items, in: split.log) == "abcbca")
        #expect(train.labels == [1, 1, 1, 1, 0, 0])
        #expect(train.weights == [1, 1, 3, 1, 0.5, 10])
        // Weights are of the loss: what is measured counts alike.
        let held = try #require(strategy.heldOutAlike)
        #expect(try Self.made(.train, split, by: held).weights == nil)
        #expect(held.dislikes == ["dislike"] && held.negatives == 1)
        strategy.weights = ["sale": 2]
        #expect(throws: PreparationError.self) { try Self.made(.train, split, by: strategy) }
    }

    @Test func dataThatDoesNotFitIsRefused() throws {
        #expect(throws: PreparationError.self) { try Self.made(.train, Self.split(dropped: .drop)) }
        let timeless = try LogFixtures.log(["abc", "bca"], hasTimes: false)
        let split = try SplitStrategy.withinSequence().split(timeless, unseenItems: .keep)
        #expect(throws: PreparationError.self) { try Self.made(.train, split) }
        var strategy = ClickFirstContact()
        strategy.negatives = 0
        #expect(throws: PreparationError.self) { try strategy.validate() }
    }

    // MARK: The published sample

    private static let file = LogFixtures.realData("taobao/UserBehavior.csv")

    private static func sample() throws -> DataSplit {
        let file = try #require(Self.file)
        let log = try LogFixtures.read(file, separator: ",", user: 0, item: 1, time: 4)
        let window = try log.filtered(by: [.timeWindow(.init(from: 1_511_539_200, until: 1_512_316_800))]).log
        return try SplitStrategy.globalTime(.init(train: 0.6, validation: 0.1)).split(window, unseenItems: .keep)
    }

    /// The lines "sample item n₁ … n₄" of all parts.
    private static func lines(_ strategy: ClickFirstContact, _ split: DataSplit) throws -> [String] {
        let contacts = try FirstContacts(strategy, in: split)
        var lines = [String](repeating: "", count: contacts.all.count)
        for part in [RowPart.train, .validation, .test] {
            let set = try made(part, split, by: strategy)
            var own = contacts.all.lazy.filter { $0.part == part }.makeIterator()
            var sample = -1
            for row in 0..<set.count {
                let id = split.log.items.id(at: set.items[row]) ?? ""
                if set.labels[row] == 1 {
                    let next = own.next()
                    sample = try #require(next).sample
                    lines[sample] = "\(sample)"
                }
                lines[sample] += " \(id)"
            }
        }
        return lines
    }

    private static func md5(_ lines: [String]) -> String {
        Array(lines.joined(separator: "\n").utf8).withUnsafeBytes {
            Hexadecimal.text(MessageDigest.digest(of: $0, .md5))
        }
    }

    @Test(.enabled(if: file != nil, "needs SEGUE_DATA"))
    func sampleOfTaobao() throws {
        let split = try Self.sample()
        #expect(split.log.count == 99_957 && split.log.userCount == 983)
        let contacts = try FirstContacts(ClickFirstContact(), in: split)
        #expect(
            contacts.record == [
                "99957 events; validation begins 2017-11-30T13:39:40Z, test 2017-12-01T12:40:49Z",
                "41402 items in the catalog; dropped: 24266 repeats, 24109 of other items",
                "first contacts: 46574 train, 1387 validation, 3621 test",
            ])
        let test = try Self.made(.test, split)
        #expect(test.count == 18_105 && Set(test.users).count == 752)
        #expect(split.training.itemCounts.count { $0 >= 2 } == 9750)
        // Samples of both parts before the cut and after, in numbers that an independent program gives:
        // Fixtures/click_first_contact.py.
        var strategy = ClickFirstContact()
        strategy.catalog = .knownAtEvent
        let known = try FirstContacts(strategy, in: split).all
        #expect(
            [RowPart.train, .validation, .test].map { part in known.count { $0.part == part } } == [5172, 1468, 4611])
    }

    @Test(
        .enabled(if: file != nil, "needs SEGUE_DATA"),
        arguments: [
            (
                ClickFirstContact.Sampler.uniform, "e942827a3323ca8f8f7228968e2ff2d8",
                ["0 4274395 1895430 4871049 238598 4003860", "1 3204768 2411019 183517 242924 2908238"]
            ),
            (
                .popularity, "d2b2d586b23b98bb2f70ceae767ba4bf",
                ["0 4274395 4147319 2610053 3124485 2331370", "1 3204768 1201211 5069103 3414785 3764704"]
            ),
        ])
    func declaredNegatives(sampler: ClickFirstContact.Sampler, digest: String, first: [String]) throws {
        var strategy = ClickFirstContact()
        strategy.sampler = sampler
        let lines = try Self.lines(strategy, Self.sample())
        #expect(lines.count == 51_582 && Array(lines.prefix(2)) == first)
        #expect(Self.md5(lines) == digest)
    }
}
