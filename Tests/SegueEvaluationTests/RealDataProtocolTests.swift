import Foundation
import SegueData
import SegueFormats
import Testing

@testable import SegueEvaluation

/// Protocols on published files; skipped where `SEGUE_DATA` names no folder that holds them.
@Suite("Protocols on real data")
struct RealDataProtocolTests {
    private static func path(_ name: String) -> String? {
        guard let folder = ProcessInfo.processInfo.environment["SEGUE_DATA"] else { return nil }
        let path = folder + "/" + name
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    private func record(_ log: InteractionLog, asked: EvaluationProtocol?) throws -> ProtocolRecord {
        let split = try SplitStrategy.leaveLastOut().split(log, unseenItems: .countAsMiss)
        let set = try EvaluationSet(split, part: .test)
        let counts = EvaluationCounts(
            users: set.queries.count, events: set.eventCount, unseenTargets: set.unseenTargetCount,
            items: set.itemCount)
        return ProtocolRecord(of: set, options: EvaluationProtocol.sasRec.options, counts: counts, asked: asked)
    }

    /// The SASRec line's file is a 5-core (6,040 users, 3,416 items); MovieLens 100K as published is none.
    @Test(.enabled(if: path("sasrec/ml-1m.txt") != nil && path("ml-100k") != nil, "needs SEGUE_DATA"))
    func theSASRecFileFollowsProtocolAAsItIs() throws {
        let file = try #require(Self.path("sasrec/ml-1m.txt"))
        let followed = try record(InteractionLog.read(file), asked: nil)
        #expect(followed.letter == "A")
        #expect(followed.verified == ["5-core users and items"])
        #expect(followed.counts.users == 6_040 && followed.counts.items == 3_416)
        let raw = try Dataset.load(try #require(Self.path("ml-100k")), options: ReadOptions(loadsCatalogs: false)).log
        #expect(try record(raw, asked: .sasRec).departures == ["filters: none instead of 5-core users and items"])
        #expect(try record(raw, asked: nil).letter == "B")
        #expect(try record(raw.filtered(by: [.core()]).log, asked: .sasRec).letter == "A")
    }

    /// Counted in Python: 60,858 lines, 44,895 of which are the line before without its last item.
    @Test(.enabled(if: path("diginetica") != nil, "needs SEGUE_DATA"))
    func digineticaAsksOncePerLine() throws {
        let folder = try #require(Self.path("diginetica"))
        let joined = try GivenParts(
            train: Dataset.load(folder + "/diginetica_train_sessions.txt"),
            test: Dataset.load(folder + "/diginetica_test_prefix_target.txt")
        ).joined()
        let split = try SplitStrategy.given().split(joined.log)
        #expect(split.description.counts.trainInteractions == 906_140)
        #expect(split.description.counts.trainUsers == 186_670)
        #expect(split.description.counts.test.targets == 60_858)
        #expect(joined.log.source.notes.first?.hasPrefix("44895 of 60858 lines of ") == true)
        #expect(split.log.itemCount == 43_097)
    }

    /// The Yoochoose sample: 13,568 test clicks in sessions that training does not have.
    @Test(.enabled(if: path("yoochoose-100k") != nil, "needs SEGUE_DATA"))
    func yoochooseSessionsAreTheirOwnHistories() throws {
        let folder = try #require(Self.path("yoochoose-100k"))
        let joined = try GivenParts(
            train: Dataset.load(folder + "/yoochoose-clicks-100k_train_full.txt"),
            test: Dataset.load(folder + "/yoochoose-clicks-100k_test.txt")
        ).joined()
        let split = try SplitStrategy.given().split(joined.log)
        let counts = split.description.counts
        #expect(counts.trainUsers == 17_794 && counts.trainInteractions == 70_278)
        #expect(counts.test.interactions == 13_568 && counts.test.unseenInteractions == 0)
        #expect(split.queries(.test).allSatisfy { $0.user == Vocabulary.padding })
        #expect(counts.test.targets == 13_568 - counts.test.users)
    }
}
