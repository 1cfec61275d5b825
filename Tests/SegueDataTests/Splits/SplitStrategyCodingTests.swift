import Foundation
import Testing

@testable import SegueData

@Suite struct SplitStrategyCodingTests {
    private func decode(_ json: String) throws -> SplitStrategy {
        try JSONDecoder().decode(SplitStrategy.self, from: Data(json.utf8))
    }

    @Test func parametersLeftOutKeepTheirDefaults() throws {
        #expect(try decode(#"{"strategy": "within-sequence"}"#) == .withinSequence(.init(train: 0.9, validation: 0.05)))
        #expect(try decode(#"{"strategy": "within-sequence", "train": 0.8}"#) == .withinSequence(.init(train: 0.8)))
        #expect(
            try decode(#"{"strategy": "leave-last-out", "validation": false}"#)
                == .leaveLastOut(.init(validation: false)))
        #expect(
            try decode(#"{"strategy": "random-users", "seed": 18446744073709551615}"#)
                == .randomUsers(.init(seed: .max)))
        #expect(try decode(#"{"strategy": "ratio", "validation": 0.2}"#) == .ratio(.init(validation: 0.2)))
        #expect(
            try decode(#"{"strategy": "global-time", "validationFrom": 5, "testFrom": 7}"#)
                == .globalTime(.init(validationFrom: 5, testFrom: 7)))
        #expect(
            try decode(#"{"strategy": "last-days", "testDays": 1, "endTime": 9}"#)
                == .lastDays(.init(testDays: 1, endTime: 9)))
    }

    @Test(arguments: [
        SplitStrategy.withinSequence(.init(train: 0.7, validation: 0.1)), .leaveLastOut(.init(validation: false)),
        .randomUsers(.init(seed: 77)), .ratio(), .globalTime(.init(validationFrom: 1, testFrom: 2)), .globalTime(),
        .lastDays(.init(validationDays: 0, endTime: 3)),
    ])
    func everyStrategySurvives(strategy: SplitStrategy) throws {
        let data = try JSONEncoder().encode(strategy)
        #expect(try JSONDecoder().decode(SplitStrategy.self, from: data) == strategy)
        #expect(SplitStrategy.names.contains(strategy.name))
    }

    @Test func unknownNameListsTheKnownOnes() {
        let error = #expect(throws: PreparationError.self) { try decode(#"{"strategy": "leave-one-out"}"#) }
        #expect(error?.exitCode == 78)
        #expect(error?.description.contains("leave-last-out") == true)
    }

    @Test func halfOfTheMomentsIsRefused() throws {
        let strategy = try decode(#"{"strategy": "global-time", "testFrom": 7}"#)
        #expect(throws: PreparationError.self) { try strategy.split(LogFixtures.log(["abc"])) }
    }

    @Test func descriptionSurvives() throws {
        let split = try SplitStrategy.leaveLastOut().split(LogFixtures.log(["aba", "abab"]), unseenItems: .countAsMiss)
        let data = try JSONEncoder().encode(split.description)
        #expect(try JSONDecoder().decode(SplitDescription.self, from: data) == split.description)
        #expect(split.description.properties?.leastUserInteractions == 3)
    }
}
