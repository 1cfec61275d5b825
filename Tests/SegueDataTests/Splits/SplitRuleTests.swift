import Testing

@testable import SegueData

@Suite struct SplitRuleTests {
    /// The train, validation and test rows of each user as words.
    private func parts(_ split: DataSplit) -> [[String]] {
        (0..<split.log.userCount).map { index in
            let cuts = [
                split.log.offsets[index], split.trainEnds[index], split.validationEnds[index],
                split.log.offsets[index + 1],
            ]
            return zip(cuts, cuts.dropFirst()).map { LogFixtures.word(split.log.itemColumn[$0..<$1], in: split.log) }
        }
    }

    @Test(arguments: [
        (0, 0, 0), (1, 1, 0), (2, 1, 0), (3, 2, 0), (9, 8, 0), (10, 9, 0), (11, 9, 1), (19, 17, 1), (20, 18, 1),
        (21, 18, 1), (30, 27, 1), (31, 27, 2), (40, 36, 2), (100, 90, 5), (110, 99, 5), (737, 663, 37),
    ])
    func withinSequenceRoundsAsDocumented(count: Int, train: Int, validation: Int) {
        let lengths = WithinSequenceSplit().lengths(of: count)
        #expect(lengths.train == train)
        #expect(lengths.validation == validation)
    }

    @Test func withinSequenceAlwaysTestsFromTwoEventsOn() {
        for count in 2...500 {
            let lengths = WithinSequenceSplit().lengths(of: count)
            #expect(lengths.train >= 1)
            #expect(lengths.train + lengths.validation < count)
        }
    }

    @Test func decimalSharesAreExact() {
        #expect(SplitBoundaries.floor(0.29, of: 100) == 29)
        #expect(SplitBoundaries.floor(0.7, of: 10) == 7)
        #expect(WithinSequenceSplit(train: 0.8, validation: 0.2).lengths(of: 10) == (8, 2))
        #expect(WithinSequenceSplit(train: 0.8, validation: 0).lengths(of: 10) == (8, 0))
    }

    @Test func leaveLastOut() throws {
        let log = try LogFixtures.log(["abcde", "ab", "a", "", "cab"])
        let split = try SplitStrategy.leaveLastOut().split(log)
        #expect(
            parts(split) == [["abc", "", ""], ["ab", "", ""], ["a", "", ""], ["", "", ""], ["c", "a", "b"]])
        #expect(split.unseenValidation == [1, 0, 0, 0, 0])
        #expect(split.unseenTest == [1, 0, 0, 0, 0])
        let two = try SplitStrategy.leaveLastOut(.init(validation: false)).split(log)
        #expect(parts(two) == [["abcd", "", ""], ["a", "", "b"], ["a", "", ""], ["", "", ""], ["ca", "", "b"]])
    }

    @Test func randomUsersAreWhole() throws {
        let log = try LogFixtures.log(Array(repeating: "abc", count: 20))
        let split = try SplitStrategy.randomUsers(.init(validation: 0.1, test: 0.25, seed: 5)).split(log)
        let kinds = parts(split)
        #expect(kinds.count { $0 == ["abc", "", ""] } == 13)
        #expect(kinds.count { $0 == ["", "abc", ""] } == 2)
        #expect(kinds.count { $0 == ["", "", "abc"] } == 5)
        #expect(split.description.counts.test.targets == 10)
        let again = try SplitStrategy.randomUsers(.init(validation: 0.1, test: 0.25, seed: 5)).split(log)
        #expect(again.trainEnds == split.trainEnds)
        let other = try SplitStrategy.randomUsers(.init(validation: 0.1, test: 0.25, seed: 6)).split(log)
        #expect(other.trainEnds != split.trainEnds)
    }

    @Test func ratioCutsTheWholeLogExactly() throws {
        // Times:            u1: 1 3 5 5     u2: 2 5 5 9
        let log = try LogFixtures.log(["abab", "baba"], times: [[1, 3, 5, 5], [2, 5, 5, 9]])
        let split = try SplitStrategy.ratio(.init(train: 0.5, validation: 0.25)).split(log)
        // In order: u1a u2b u1b u1a | u1b u2a | u2b u2a
        #expect(parts(split) == [["aba", "b", ""], ["b", "a", "ba"]])
    }

    @Test func globalTimeKeepsTiesTogether() throws {
        let log = try LogFixtures.log(["abab", "baba"], times: [[1, 3, 5, 5], [2, 5, 5, 9]])
        let byShare = try SplitStrategy.globalTime(.init(train: 0.5, validation: 0.25)).split(log)
        #expect(parts(byShare) == [["ab", "", "ab"], ["b", "", "aba"]])
        let byMoment = try SplitStrategy.globalTime(.init(validationFrom: 3, testFrom: 9)).split(log)
        #expect(parts(byMoment) == [["a", "bab", ""], ["b", "ab", "a"]])
    }

    @Test func lastDaysTakesSessionsByTheirLastEvent() throws {
        let day: Int64 = 86_400
        let log = try LogFixtures.log(
            ["ab", "ab", "ab", "ab", ""],
            times: [[0, day], [day, 8 * day - 1], [8 * day, 9 * day], [0, 10 * day], []])
        let split = try SplitStrategy.lastDays(.init(testDays: 1, validationDays: 2)).split(log)
        // Test from day 9, validation from day 7.
        #expect(parts(split) == [["ab", "", ""], ["", "ab", ""], ["", "", "ab"], ["", "", "ab"], ["", "", ""]])
        let later = try SplitStrategy.lastDays(.init(testDays: 1, validationDays: 2, endTime: 11 * day)).split(log)
        #expect(parts(later) == [["ab", "", ""], ["ab", "", ""], ["", "ab", ""], ["", "", "ab"], ["", "", ""]])
        let extreme = try SplitStrategy.lastDays(.init(endTime: .min)).boundaries(log)
        #expect(extreme.trainEnds == [0, 2, 4, 6, 8])
    }

    @Test(arguments: [SplitStrategy.ratio(), .globalTime(), .lastDays()])
    func timesAreAskedFor(strategy: SplitStrategy) throws {
        let log = try LogFixtures.log(["abc"], hasTimes: false)
        let error = #expect(throws: PreparationError.self) { try strategy.split(log) }
        #expect(error == .columnMissing(operation: strategy.name, column: "time"))
        #expect(error?.exitCode == 65)
        #expect(error?.description.contains("within-sequence") == true)
    }

    @Test(arguments: [
        SplitStrategy.withinSequence(.init(train: 0)), .withinSequence(.init(train: 0.9, validation: 0.2)),
        .withinSequence(.init(train: .nan)), .randomUsers(.init(validation: 0.5, test: 0.5)), .ratio(.init(train: 1)),
        .randomUsers(.init(test: -0.1)), .globalTime(.init(validationFrom: 9, testFrom: 3)),
        .lastDays(.init(testDays: 0)), .lastDays(.init(validationDays: -1)),
    ])
    func wrongParametersAreNamed(strategy: SplitStrategy) throws {
        let log = try LogFixtures.log(["abc", "abc"])
        let error = #expect(throws: PreparationError.self) { try strategy.split(log) }
        #expect(error?.exitCode == 78)
    }

    @Test func nothingToTrainIsSaid() throws {
        let empty = try LogFixtures.log([])
        #expect(throws: PreparationError.emptyLog(operation: "within-sequence")) {
            try SplitStrategy.withinSequence().split(empty)
        }
        let one = try LogFixtures.log(["abc"])
        let error = #expect(throws: PreparationError.self) { try SplitStrategy.randomUsers().split(one) }
        #expect(error?.exitCode == 65)
        let late = #expect(throws: PreparationError.self) {
            try SplitStrategy.globalTime(.init(validationFrom: -5, testFrom: 0)).split(one)
        }
        #expect(late?.exitCode == 65)
    }
}

extension SplitStrategy {
    fileprivate func boundaries(_ log: InteractionLog) throws -> SplitBoundaries { try boundaries(of: log) }
}
