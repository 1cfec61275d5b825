import SegueData
import Testing

@testable import SegueEvaluation

@Suite("Evaluation sets of splits")
struct EvaluationSetTests {
    /// Twenty events of user "a" over items 1 and 2, of which the last two are item 3, unseen in training; and twenty
    /// of user "b", items 1 only. 90/5/5 leaves 18 + 1 + 1 of each.
    private func split(_ strategy: SplitStrategy) throws -> DataSplit {
        let first: [Int32] = (0..<18).map { $0 % 2 + 1 } + [3, 3]
        let log = try InteractionLog(
            users: Vocabulary(ids: ["a", "b"]), items: Vocabulary(ids: ["x", "y", "z"]), offsets: [0, 20, 40],
            itemColumn: first + [Int32](repeating: 1, count: 20),
            source: DataSource(file: "memory", formatName: "test"))
        return try strategy.split(log, unseenItems: .countAsMiss)
    }

    @Test func aSplitLeavesItsSteps() throws {
        let set = try EvaluationSet(split(.withinSequence()), part: .test)
        #expect(set.itemTrainingCounts == [27, 9])
        #expect(set.userTrainingCounts == [18, 18])
        #expect(set.queries.map(\.user) == [2])
        #expect(set.unseenTargets == [UnseenTargets(user: 1, query: nil, count: 1)])
        #expect(set.steps == [.split(.withinSequence()), .unseenItems(.countAsMiss)])
        #expect(set.properties?.leastUserInteractions == 20)
        let model = TableModel(itemCount: 2) { _, _, column in Float(-column) }
        let result = try RankingEvaluator(.donkers2017).evaluate(model, named: "m", on: set).evaluation
        #expect(result.recall(at: 20) == 0.5)
        #expect(result.counts == EvaluationCounts(users: 2, events: 2, unseenTargets: 1, items: 2))
        #expect(
            result.protocolRecord.departures == ["unseen-in-train targets: counted as misses instead of dropped"])
        #expect(
            try RankingEvaluator(.sasRec).evaluate(model, named: "m", on: set).evaluation.protocolRecord.departures == [
                "filters: none instead of 5-core users and items",
                "split: within-sequence 90/5/5 instead of leave-last-out with second-last validation",
            ])
    }

    @Test func strategiesAreToldWithTheirParameters() {
        #expect(
            SplitStrategy.withinSequence(.init(train: 0.7, validation: 0.125)).protocolText
                == "within-sequence 70/12.5/17.5")
        #expect(SplitStrategy.leaveLastOut().protocolText == "leave-last-out with second-last validation")
        #expect(SplitStrategy.leaveLastOut(.init(validation: false)).protocolText == "leave-last-out")
    }

    @Test func unseenTargetsCountForTheUserOfTheirQuery() throws {
        let set = try EvaluationSet(
            queries: [query(user: 0, items: [1], from: 0), query(user: 0, items: [1], from: 0)],
            itemTrainingCounts: [5, 5, 5], userTrainingCounts: [],
            unseenTargets: [UnseenTargets(user: 2, query: 1, count: 3)], unseenItemPolicy: .countAsMiss)
        let outcome = try RankingEvaluator(options: options([1], averaging: .user)).evaluate(
            TableModel(itemCount: 3) { _, _, column in Float(-column) }, named: "m", on: set)
        // The second user finds one of four: (1 + 1/4) / 2.
        #expect(outcome.users.events == [1, 4])
        #expect(outcome.evaluation.recall(at: 1) == 0.625)
        #expect(throws: EvaluationError.self) {
            try EvaluationSet(
                queries: [], itemTrainingCounts: [1], userTrainingCounts: [],
                unseenTargets: [UnseenTargets(user: 1, query: 0, count: 1)])
        }
    }
}
