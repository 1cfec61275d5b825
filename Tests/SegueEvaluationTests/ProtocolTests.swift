import Foundation
import SegueData
import Testing

@testable import SegueEvaluation

@Suite("Protocols")
struct ProtocolTests {
    private func outcome(_ evaluator: Evaluator) throws -> Evaluation {
        let set = try evaluationSet(
            [query(user: 1, items: [1, 2], from: 0)], itemCount: 3_706, userTrainingCounts: [5],
            unseen: [UnseenTargets(user: 1, query: 0, count: 12)])
        return try evaluator.evaluate(
            TableModel(itemCount: 3_706) { _, _, _ in 0 }, named: "m", on: set
        ).evaluation
    }

    @Test func protocolDIsDescribedInFull() throws {
        let result = try outcome(Evaluator(.d))
        #expect(
            result.protocolDescription.text
                == "Protocol D (Donkers 2017): within-sequence 90/5/5, full ranking over 3,706 items, "
                + "seen items not filtered, ties: mean over the tied ranks (expected), average per event, "
                + "2 events of 1 user, 12 unseen-in-train targets dropped")
        #expect(result.recall(at: 20) != nil)
        #expect(result.recall(at: 10) == nil)
    }

    @Test func departuresAreNamed() throws {
        var settings = EvaluationProtocol.d.options
        settings.excludesSeen = true
        settings.averaging = .user
        let text = try outcome(Evaluator(.d, options: settings)).protocolDescription.text
        #expect(text.hasPrefix("Protocol D (Donkers 2017), departing in seen filter, averaging: "))
        #expect(try outcome(Evaluator()).protocolDescription.text.hasPrefix("within-sequence 90/5/5, full ranking"))
    }

    @Test func seenFilterIsOnForAAndBOnly() {
        #expect(EvaluationProtocol.named.map(\.excludesSeen) == [true, true, false, false])
        #expect(EvaluationProtocol.named("d") == .d)
        #expect(EvaluationProtocol.named("x") == nil)
    }

    @Test func resultsRoundTripThroughJSON() throws {
        var settings = EvaluationProtocol.d.options
        settings.bootstrap = Bootstrap()
        settings.coldUserThreshold = 10
        let result = try outcome(Evaluator(.d, options: settings))
        let data = try JSONEncoder().encode(result)
        #expect(try JSONDecoder().decode(Evaluation.self, from: data) == result)
        #expect(result.segments.count == 2)
        #expect(result.intervals[.mrr(at: 20)] != nil)
    }
}
