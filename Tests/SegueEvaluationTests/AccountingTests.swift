import SegueData
import Testing

@testable import SegueEvaluation

@Suite("What counts, and for how much")
struct AccountingTests {
    /// A model that always ranks items 1, 2, 3 … in this order.
    private func fixedOrder(_ itemCount: Int) -> TableModel {
        TableModel(itemCount: itemCount) { _, _, column in Float(itemCount - column) }
    }

    /// User 1 has targets 1, 1, 1, 9 (hits 3 of 4), user 2 target 9 (0 of 1): 3/5 an event, 3/8 a user.
    @Test func averagesDifferByHand() throws {
        let set = try evaluationSet(
            [query(user: 1, items: [1, 1, 1, 9], from: 0), query(user: 2, items: [9], from: 0)], itemCount: 10)
        let value = { (averaging: Averaging) in
            try RankingEvaluator(options: options([2], averaging: averaging))
                .evaluate(fixedOrder(10), named: "m", on: set).evaluation.recall(at: 2)
        }
        #expect(try value(.event) == 0.6)
        #expect(try value(.user) == 0.375)
    }

    /// The two queries of user 3 are one unit, those of unknown users are one each: (1 + 0 + 1/2) / 3.
    @Test func unknownUsersAreUnitsOfTheirOwn() throws {
        let set = try evaluationSet(
            [
                query(user: 0, items: [1], from: 0), query(user: 3, items: [1], from: 0),
                query(user: 0, items: [9], from: 0), query(user: 3, items: [9], from: 0),
            ], itemCount: 10)
        let outcome = try RankingEvaluator(options: options([1], averaging: .user))
            .evaluate(fixedOrder(10), named: "m", on: set)
        #expect(outcome.users.users == [0, 3, 0])
        #expect(outcome.users.events == [1, 2, 1])
        #expect(outcome.evaluation.recall(at: 1) == 0.5)
        #expect(outcome.evaluation.counts.users == 3)
    }

    /// Two hits of two ranked events; user 2 has one unseen target besides, user 3 two and nothing else.
    @Test func unseenTargetsAreDroppedOrMissed() throws {
        let queries = [query(user: 1, items: [1], from: 0), query(user: 2, items: [1], from: 0)]
        let unseen = [UnseenTargets(user: 2, query: 1, count: 1), UnseenTargets(user: 3, query: nil, count: 2)]
        let evaluate = { (policy: UnseenItemPolicy, averaging: Averaging) in
            let set = try evaluationSet(queries, itemCount: 10, unseen: unseen, policy: policy)
            return try RankingEvaluator(options: options([1], averaging: averaging))
                .evaluate(fixedOrder(10), named: "m", on: set).evaluation
        }
        let dropped = try evaluate(.drop, .event)
        #expect(dropped.recall(at: 1) == 1)
        #expect(dropped.counts == EvaluationCounts(users: 2, events: 2, unseenTargets: 3, items: 10))
        #expect(dropped.protocolRecord.text.hasSuffix("2 events of 2 users, 3 unseen-in-train targets dropped"))
        let missed = try evaluate(.countAsMiss, .event)
        #expect(missed.recall(at: 1) == 0.4)
        #expect(missed.counts == EvaluationCounts(users: 3, events: 5, unseenTargets: 3, items: 10))
        #expect(try evaluate(.countAsMiss, .user).recall(at: 1) == 0.5)
    }

    /// History 1, 2 and target 3: third of all, first of those not seen. A target seen before is a miss.
    @Test func seenItemsAreFilteredByOption() throws {
        var settings = options([1, 3])
        let set = try evaluationSet(
            [query(user: 1, items: [1, 2, 3], from: 2), query(user: 2, items: [1, 2, 1], from: 2)], itemCount: 10)
        let open = try RankingEvaluator(options: settings).evaluate(fixedOrder(10), named: "m", on: set).evaluation
        #expect(agree(open.mrr(at: 3), 2.0 / 3))
        #expect(open.counts.repeatedTargets == 0)
        settings.excludesSeen = true
        let filtered = try RankingEvaluator(options: settings).evaluate(fixedOrder(10), named: "m", on: set).evaluation
        #expect(filtered.recall(at: 1) == 0.5)
        #expect(filtered.recall(at: 3) == 0.5)
        #expect(filtered.counts.repeatedTargets == 1)
        // Lists hold 3, 4, 5 only.
        #expect(filtered[.coverage(at: 3)] == 0.3)
        #expect(filtered.protocolRecord.text.contains("seen items filtered (1 repeated target missed by it)"))
    }

    @Test func coldAndWarmAreApart() throws {
        let set = try EvaluationSet(
            queries: [query(user: 1, items: [1, 4], from: 0), query(user: 2, items: [4], from: 0)],
            itemTrainingCounts: [9, 3, 3, 1], userTrainingCounts: [2, 5])
        var settings = options([1])
        settings.coldUserThreshold = 5
        settings.coldItemThreshold = 2
        let result = try RankingEvaluator(options: settings).evaluate(fixedOrder(4), named: "m", on: set).evaluation
        let shown = result.segments.map { ($0.kind, $0.users, $0.events, $0.values[.recall(at: 1)]) }
        #expect(shown.map(\.0) == [.coldUsers, .warmUsers, .coldItems, .warmItems])
        #expect(shown.map(\.1) == [1, 1, 2, 1])
        #expect(shown.map(\.2) == [2, 1, 2, 1])
        #expect(shown.map(\.3) == [0.5, 0, 0, 1])
        #expect(result[.popularity(at: 1)] == 9)
        #expect(result[.coverage(at: 1)] == 0.25)
    }

    /// Two lists of two over training counts 4, 3, 2, 1: items 1, 2 and 3, 4: (4 + 3 + 2 + 1) / 4; at 1 (4 + 2) / 2.
    @Test func coverageAndPopularityByHand() throws {
        let set = try EvaluationSet(
            queries: [query(user: 1, items: [1], from: 0), query(user: 2, items: [1], from: 0)],
            itemTrainingCounts: [4, 3, 2, 1, 0], userTrainingCounts: [])
        let model = TableModel(itemCount: 5) { query, _, column in
            query == 0 ? Float(-column) : Float(-abs(column * 2 - 5))
        }
        let result = try RankingEvaluator(options: options([1, 2])).evaluate(model, named: "m", on: set).evaluation
        #expect(result[.popularity(at: 2)] == 2.5)
        #expect(result[.popularity(at: 1)] == 3)
        #expect(result[.coverage(at: 2)] == 0.8)
        #expect(result[.coverage(at: 1)] == 0.4)
    }

}
