import Foundation
import SegueData
import Testing

@testable import SegueEvaluation

/// What is printed beside a number is what ran; a letter only where nothing departs.
@Suite("Protocols")
struct ProtocolTests {
    private func outcome(_ evaluator: RankingEvaluator) throws -> Evaluation {
        let set = try evaluationSet(
            [query(user: 1, items: [1, 2], from: 0)], itemCount: 3_706, userTrainingCounts: [5],
            unseen: [UnseenTargets(user: 1, query: 0, count: 12)])
        return try evaluator.evaluate(
            TableModel(itemCount: 3_706) { _, _, _ in 0 }, named: "m", on: set
        ).evaluation
    }

    /// Six users with the same six items each: 6-core, one event per minute.
    private func log(users: Int = 6, pause: Int64 = 60, length: Int32 = 6) throws -> InteractionLog {
        try InteractionLog(
            users: Vocabulary(ids: (1...users).map { "u\($0)" }), items: Vocabulary(ids: (1...length).map { "i\($0)" }),
            offsets: (0...users).map { $0 * Int(length) }, itemColumn: (0..<users).flatMap { _ in Array(1...length) },
            timeColumn: (0..<users).flatMap { _ in (0..<Int64(length)).map { $0 * pause } },
            source: DataSource(file: "memory", formatName: "test"))
    }

    private func record(
        _ log: InteractionLog, _ strategy: SplitStrategy, minimumUsers: Int = 1, asked: EvaluationProtocol? = nil,
        change: (inout EvaluationOptions) -> Void = { _ in }
    ) throws -> ProtocolRecord {
        let split = try strategy.split(log, minimumTrainingUsers: minimumUsers)
        let set = try EvaluationSet(split, part: .test)
        var options = asked?.options ?? EvaluationOptions()
        change(&options)
        let counts = EvaluationCounts(users: 1, events: 1, items: set.itemCount)
        return ProtocolRecord(of: set, options: options, counts: counts, asked: asked)
    }

    @Test func protocolDIsDescribedInFull() throws {
        for evaluator in [try RankingEvaluator(.donkers2017), try RankingEvaluator()] {
            let result = try outcome(evaluator)
            #expect(
                result.protocolRecord.text
                    == "Protocol D (Donkers 2017): within-sequence 90/5/5, full ranking over 3,706 items, "
                    + "seen items not filtered, ties: mean over the tied ranks (expected), average per event, "
                    + "2 events of 1 user, 12 unseen-in-train targets dropped")
            #expect(result.protocolRecord.letter == "D")
        }
    }

    @Test func departuresAreNamedWithBothValues() throws {
        var settings = EvaluationProtocol.donkers2017.options
        settings.excludesSeen = true
        settings.averaging = .user
        settings.ties = .pessimistic
        let record = try outcome(RankingEvaluator(.donkers2017, options: settings)).protocolRecord
        #expect(
            record.text.hasPrefix(
                "like protocol D (Donkers 2017), departing in seen items: filtered instead of not filtered; ties: counted "
                    + "against the target (pessimistic) instead of mean over the tied ranks (expected); average: per user "
                    + "instead of per event. What ran: within-sequence 90/5/5, full ranking"))
        #expect(record.letter == nil)
        let free = try outcome(RankingEvaluator(options: settings)).protocolRecord
        #expect(free.name == nil && free.departures.isEmpty)
        #expect(free.text.hasPrefix("within-sequence 90/5/5, full ranking"))
    }

    /// A asks for a 5-core: done by a filter, or seen in the data itself.
    @Test func protocolANeedsTheFiveCore() throws {
        let asIs = try record(log(), .leaveLastOut(), asked: .sasRec)
        #expect(asIs.letter == "A" && asIs.verified == ["5-core users and items"])
        let few = try log(users: 4)
        #expect(
            try record(few, .leaveLastOut(), asked: .sasRec).departures == [
                "filters: none instead of 5-core users and items"
            ])
        let other = try log(users: 8, length: 9).filtered(by: [.core(.init(users: 8, items: 8))]).log
        #expect(try record(other, .leaveLastOut(), asked: .sasRec).letter == "A", "a filter that removed nothing")
        var mixed = try log(users: 8, length: 9)
        mixed = try mixed.filtered(by: [.sequenceLength(.init(minimum: 1, maximum: 7)), .core()]).log
        let departing = try record(mixed, .leaveLastOut(), asked: .sasRec)
        #expect(
            departing.departures == [
                "filters: sequences of 1 or more interactions, the latest 7 kept, 5-core users and items instead of "
                    + "5-core users and items"
            ])
        #expect(try record(few, .leaveLastOut(), asked: .hstu).letter == "B")
        #expect(
            try record(few, .leaveLastOut(.init(validation: false)), asked: .hstu).departures == [
                "split: leave-last-out instead of leave-last-out with second-last validation"
            ])
    }

    /// Each preparation that changes the data departs from D.
    @Test func preparationsDepartFromProtocolD() throws {
        // Two users of six and one of three.
        let log = try InteractionLog(
            users: Vocabulary(ids: ["a", "b", "c"]), items: Vocabulary(ids: ["1", "2", "3", "4", "5", "6"]),
            offsets: [0, 6, 12, 15], itemColumn: [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 2, 3],
            timeColumn: [Int64](repeating: 5, count: 15), source: DataSource(file: "memory", formatName: "test"))
        func departures(_ log: InteractionLog, minimumUsers: Int = 1) throws -> [String] {
            try record(log, .withinSequence(), minimumUsers: minimumUsers, asked: .donkers2017).departures
        }
        #expect(try departures(log) == [])
        #expect(
            try departures(log.filtered(by: [.core(.init(users: 4, items: 2))]).log) == [
                "filters: users of 4 or more and items of 2 or more interactions instead of none"
            ])
        #expect(
            try departures(log.shufflingTies(seed: 3)) == [
                "order of equal times: shuffled (seed 3) instead of as in the data"
            ])
        #expect(
            try departures(log, minimumUsers: 2) == ["items: those of 2 or more users in training instead of all"])
        #expect(
            try departures(log.select { $0 < 12 }) == [
                "filters: 12 of 15 interactions chosen by the program instead of none"
            ])
        #expect(
            try departures(CoreFilter(users: 4, items: 2).apply(to: log)) == [
                "filters: 12 of 15 interactions chosen by the program instead of none"
            ])
        #expect(
            try departures(log.sessions(gapSeconds: 0, droppingConsecutiveDuplicates: true)) == [],
            "one session per user, nothing dropped")
    }

    @Test func protocolCIsFollowedStepByStep() throws {
        let day: Int64 = 86_400
        // Ten users with a session of three items on each of two days, nine days apart.
        let times = [0, 10, 20, 9 * day, 9 * day + 10, 9 * day + 20].map { Int64($0) }
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...10).map { "u\($0)" }), items: Vocabulary(ids: ["1", "2", "3"]),
            offsets: (0...10).map { $0 * 6 }, itemColumn: (0..<10).flatMap { _ -> [Int32] in [1, 2, 3, 3, 1, 2] },
            timeColumn: (0..<10).flatMap { _ in times }, source: DataSource(file: "memory", formatName: "test"))
        let filters: [LogFilter] = [
            .sessions(), .consecutiveDuplicates(), .core(.init(users: 2, items: 5)),
        ]
        let lastDays = SplitStrategy.lastDays(.init(testDays: 7, validationDays: 1))
        let followed = try record(log.filtered(by: filters).log, lastDays, asked: .gru4RecSessions)
        #expect(followed.letter == "C" && followed.departures.isEmpty)
        #expect(followed.text.contains("sessions cut at gaps of 1 hour, consecutive duplicates dropped"))
        let uncut = try record(log, .withinSequence(), asked: .gru4RecSessions)
        #expect(
            uncut.departures == [
                "filters: none instead of view only, sessions cut at gaps of 1 hour, consecutive duplicates dropped, users "
                    + "of 2 or more and items of 5 or more interactions",
                "split: within-sequence 90/5/5 instead of last-days (test 7 days, validation 7 days)",
            ])
        let expected = try record(log.filtered(by: filters).log, lastDays)
        #expect(expected.letter == nil, "C counts ties against the target")
        let reversed = try record(log.filtered(by: filters.reversed()).log, lastDays, asked: .gru4RecSessions)
        #expect(reversed.departures.count == 1)
        #expect(reversed.departures[0].hasPrefix("filters: users of 2 or more and items of 5 or more interactions, "))
    }

    /// A rare item between two of a kind: dropping it makes a consecutive duplicate, which is part of the protocol.
    @Test func whatALaterFilterUndoesIsPartOfTheProtocol() throws {
        let day: Int64 = 86_400
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...10).map { "u\($0)" }), items: Vocabulary(ids: ["1", "2", "3"]),
            offsets: (0...10).map { $0 * 3 }, itemColumn: [1, 3, 1] + (1..<10).flatMap { _ -> [Int32] in [1, 2, 1] },
            timeColumn: (0..<10).flatMap { user in (0..<3).map { Int64(user) * 3 * day + $0 * 60 } },
            source: DataSource(file: "memory", formatName: "test"))
        let filtered = try log.filtered(by: [.sessions(), .consecutiveDuplicates(), .core(.init(users: 2, items: 5))])
            .log
        #expect(LogProperties(of: filtered).consecutiveDuplicates == 1)
        #expect(try record(filtered, .lastDays(), asked: .gru4RecSessions).letter == "C")
    }

    @Test func seenFilterIsOnForAAndBOnly() {
        #expect(EvaluationProtocol.named.map(\.excludesSeen) == [true, true, false, false])
        #expect(EvaluationProtocol.named("d") == .donkers2017)
        #expect(EvaluationProtocol.named("x") == nil)
    }

    @Test func resultsRoundTripThroughJSON() throws {
        var settings = EvaluationProtocol.donkers2017.options
        settings.bootstrap = Bootstrap()
        settings.coldUserThreshold = 10
        let result = try outcome(RankingEvaluator(.donkers2017, options: settings))
        let data = try JSONEncoder().encode(result)
        #expect(try JSONDecoder().decode(Evaluation.self, from: data) == result)
        #expect(result.segments.count == 2)
        let prepared = try log().filtered(by: [.core(), .sessions()]).log.shufflingTies(seed: 9).select { $0 > 1 }
        let record = try record(prepared, .leaveLastOut(), minimumUsers: 2, asked: .hstu)
        #expect(record.steps.count == 11)
        #expect(try JSONDecoder().decode(ProtocolRecord.self, from: JSONEncoder().encode(record)) == record)
    }
}
