import Testing

@testable import SegueData

@Suite struct DataSplitTests {
    @Test func itemsUnseenInTrainAreDroppedAndCounted() throws {
        // Train: u1 "ab", u2 "ac", u3 "b". Unseen: d (validation, test), e (test).
        let log = try LogFixtures.log(["abdaec", "acdbdd", "baa"])
        let boundaries = SplitBoundaries(trainEnds: [2, 8, 13], validationEnds: [4, 10, 14])
        let split = try DataSplit(
            log: log, boundaries: boundaries, strategy: .withinSequence(), unseenItems: .countAsMiss)
        #expect(LogFixtures.words(split.log) == ["abac", "acb", "baa"])
        #expect(split.log.items.ids == ["a", "b", "c"])
        #expect(split.log.users.ids == ["u1", "u2", "u3"])
        #expect(split.trainEnds == [2, 6, 8])
        #expect(split.validationEnds == [3, 7, 9])
        #expect(split.unseenValidation == [1, 1, 0])
        #expect(split.unseenTest == [1, 2, 0])
        #expect(split.unseenTargets(.test, user: 2) == 2)
        #expect(split.unseenTargets(.validation, user: 9) == 0)
        #expect(split.log.timeColumn == [0, 1, 3, 5, 0, 1, 3, 0, 1, 2])
        let counts = split.description.counts
        #expect(counts.unseenItems == 2)
        #expect(counts.trainInteractions == 5)
        #expect(counts.validation.unseenInteractions == 2)
        #expect(counts.test.unseenInteractions == 3)
        #expect((counts.validation.targets, counts.validation.users) == (3, 3))
        #expect((counts.test.targets, counts.test.users) == (2, 2))
        #expect(split.description.description.contains("counted as misses: 2 validation, 3 test"))
    }

    /// An item counts with the users who have it in train, not with its rows: b of one user leaves train as well.
    @Test func itemsOfTooFewTrainingUsersLeave() throws {
        let log = try LogFixtures.log(["abba", "acac", "caba"])
        let boundaries = SplitBoundaries(trainEnds: [3, 6, 10], validationEnds: [3, 7, 11])
        let split = try DataSplit(
            log: log, boundaries: boundaries, strategy: .withinSequence(), unseenItems: .drop, minimumTrainingUsers: 2)
        // Train: u1 "abb", u2 "ac", u3 "ca": b has one user.
        #expect(LogFixtures.words(split.log) == ["aa", "acac", "caa"])
        #expect(split.trainEnds == [1, 4, 8])
        #expect(split.validationEnds == [1, 5, 8])
        #expect(split.unseenValidation == [0, 0, 1])
        let counts = split.description.counts
        #expect(counts.trainInteractions == 5 && counts.trainUsers == 3 && counts.unseenItems == 1)
        #expect(split.description.description.contains("items of fewer than 2 users in train dropped"))
        #expect(throws: PreparationError.self) {
            try DataSplit(
                log: log, boundaries: boundaries, strategy: .withinSequence(), unseenItems: .drop,
                minimumTrainingUsers: 4)
        }
    }

    @Test func queriesHoldAllHistory() throws {
        let log = try LogFixtures.log(["abcab", "abc", "ab"])
        let split = try DataSplit(
            log: log, boundaries: SplitBoundaries(trainEnds: [3, 8, 8], validationEnds: [4, 8, 9]),
            strategy: .withinSequence(), unseenItems: .drop)
        let validation = split.queries(.validation)
        #expect(validation.map(\.user) == [1])
        #expect(validation.map { LogFixtures.word($0.items, in: split.log) } == ["abca"])
        #expect(validation.map(\.positions) == [3..<4])
        #expect(validation.first?.target(at: 3) == 1)
        let test = split.queries(.test)
        // u3 has no train rows: unknown to every model. Its first event is validation's and no target.
        #expect(test.map(\.user) == [1, 0])
        #expect(split.targetUsers(.test) == [1, 3])
        #expect(test.map { LogFixtures.word($0.items, in: split.log) } == ["abcab", "ab"])
        #expect(test.map(\.positions) == [4..<5, 1..<2])
        #expect(test.first?.times.map(Array.init) == [0, 1, 2, 3, 4])
    }

    @Test func wholeUserInTestIsEvaluatedFromItsSecondEvent() throws {
        // u2's first event is unseen: it is no lost target, and the event after it has no history left.
        let log = try LogFixtures.log(["abc", "dabd", "d", "a"])
        let split = try DataSplit(
            log: log, boundaries: SplitBoundaries(trainEnds: [3, 3, 7, 8], validationEnds: [3, 3, 7, 8]),
            strategy: .lastDays(), unseenItems: .drop)
        #expect(split.queries(.test).map(\.positions) == [1..<2])
        #expect(split.unseenTest == [0, 1, 0, 0])
        #expect(split.description.counts.test.unseenInteractions == 3)
        #expect(split.description.counts.test.interactions == 3)
    }

    @Test func nothingDroppedCopiesNothing() throws {
        let log = try LogFixtures.log(["aaaa", "aa", "a"])
        let split = try SplitStrategy.leaveLastOut().split(log)
        let shared = log.itemColumn.withUnsafeBufferPointer { left in
            split.log.itemColumn.withUnsafeBufferPointer { left.baseAddress == $0.baseAddress }
        }
        #expect(shared)
        #expect(split.log.itemCount == 1)
        #expect(split.queries(.test).map(\.positions) == [3..<4])
    }

    @Test func trainingIsAView() throws {
        let log = try LogFixtures.log(["abcd", "", "ba"])
        let training = TrainingSequences(log: log, ends: [3, 4, 5])
        #expect(training.interactionCount == 4)
        #expect((training.userCount, training.itemCount) == (3, 4))
        #expect(Array(training.items(ofUser: 1)) == [1, 2, 3])
        #expect(training.items(ofUser: 2).isEmpty)
        #expect(training.items(ofUser: 0).isEmpty)
        #expect(training.items(ofUser: 4).isEmpty)
        #expect(training.times(ofUser: 3).map(Array.init) == [0])
        #expect(TrainingSequences(log: log).interactionCount == 6)
        let split = try SplitStrategy.leaveLastOut().split(try LogFixtures.log(["aaa", "aa"]))
        #expect(split.training.interactionCount == 3)
    }

    @Test func aHistoryAsksForTheItemAfterIt() {
        let query = NextItemQuery(history: [5, 6])
        #expect(query.user == 0)
        #expect(query.positions == 2..<3)
        #expect(query.target(at: 2) == nil)
        #expect(query.target(at: -1) == nil)
        #expect(query.target(at: 1) == 6)
        #expect(NextItemQuery(history: []).positions == 0..<1)
    }
}
