import SegueData
import Testing

@testable import SegueEvaluation

@Suite("RankingEvaluator")
struct EvaluatorTests {
    /// Chance of finding one of 40 items in 10 ranks is 1/4; mrr@10 is H₁₀ / 40 with H₁₀ = 7381/2520.
    @Test func constantScorerGetsChance() throws {
        var generator = SeededGenerator(seed: 9)
        let set = try evaluationSet(randomQueries(30, itemCount: 40, generator: &generator), itemCount: 40)
        let value = { (ties: TiePolicy) in
            try RankingEvaluator(options: options([10], ties: ties))
                .evaluate(TableModel(itemCount: 40) { _, _, _ in 0.3 }, named: "constant", on: set).evaluation
        }
        let expected = try value(.expected)
        #expect(agree(expected.recall(at: 10), 0.25))
        #expect(agree(expected.hitRate(at: 10), 0.25))
        #expect(agree(expected.mrr(at: 10), 7381.0 / 2520 / 40))
        #expect(try value(.pessimistic).recall(at: 10) == 0)
        #expect(try value(.optimistic).mrr(at: 10) == 1)
        // The list of a constant scorer is always that of the first ten items.
        #expect(expected[.coverage(at: 10)] == 0.25)
        #expect(expected[.popularity(at: 10)] == 1)
    }

    @Test func scoreThatIsNotANumberIsNamed() throws {
        let set = try evaluationSet([query(user: 7, items: [1, 2, 3], from: 1)], itemCount: 5)
        let model = TableModel(itemCount: 5) { _, position, column in position == 2 && column == 4 ? .nan : 0 }
        #expect(throws: EvaluationError.notANumber(model: "broken", user: 7, position: 2, item: 5)) {
            try RankingEvaluator().evaluate(model, named: "broken", on: set)
        }
    }

    @Test func modelsThatBreakTheirContractAreRefused() throws {
        let set = try evaluationSet([query(user: 1, items: [1, 2, 3], from: 1)], itemCount: 5)
        let evaluator = try RankingEvaluator()
        let zero = { (_: Int, _: Int, _: Int) -> Float in 0 }
        #expect(throws: EvaluationError.itemCountMismatch(model: "m", modelItemCount: 6, setItemCount: 5)) {
            try evaluator.evaluate(TableModel(itemCount: 6, score: zero), named: "m", on: set)
        }
        let omitting = TableModel(itemCount: 5, score: zero)
        omitting.omittedRows = 1
        #expect(throws: EvaluationError.missingScores(model: "m", user: 1, position: 2, missing: 1)) {
            try evaluator.evaluate(omitting, named: "m", on: set)
        }
        let repeating = TableModel(itemCount: 5, score: zero)
        repeating.repeatsRows = true
        #expect(throws: EvaluationError.self) { try evaluator.evaluate(repeating, named: "m", on: set) }
    }

    @Test func queriesWithoutTargetsAreRefused() {
        let beyond = NextItemQuery(user: 1, items: [1, 2], times: nil, positions: 1..<3)
        #expect(throws: EvaluationError.self) { try evaluationSet([beyond], itemCount: 5) }
        #expect(throws: EvaluationError.self) {
            try evaluationSet([query(user: 1, items: [0, 2], from: 1)], itemCount: 5)
        }
        #expect(throws: EvaluationError.self) {
            try evaluationSet([query(user: 1, items: [1, 6], from: 1)], itemCount: 5)
        }
    }

    @Test func slicesThatDoNotStartAtZeroWork() throws {
        let items: [Int32] = [5, 4, 1, 2, 3]
        let sliced = NextItemQuery(user: 1, items: items[2...], times: nil, positions: 2..<3)
        let model = TableModel(itemCount: 5) { _, _, column in column == 2 ? 1 : 0 }
        let result = try RankingEvaluator(options: options([1])).evaluate(
            model, named: "m", on: evaluationSet([sliced], itemCount: 5))
        #expect(result.evaluation.recall(at: 1) == 1)
    }

    @Test func cutoffBeyondTheCatalogFindsEverything() throws {
        let set = try evaluationSet([query(user: 1, items: [1, 2, 3], from: 0)], itemCount: 3)
        let model = TableModel(itemCount: 3) { _, _, column in Float(-column) }
        let result = try RankingEvaluator(options: options([1_000])).evaluate(model, named: "m", on: set).evaluation
        #expect(result.recall(at: 1_000) == 1)
        #expect(agree(result.mrr(at: 1_000), (1 + 0.5 + 1.0 / 3) / 3))
        #expect(result[.coverage(at: 1_000)] == 1)
    }

    @Test func withoutEventsMetricsAreAbsent() throws {
        var settings = options([10])
        settings.coldUserThreshold = 5
        settings.bootstrap = Bootstrap()
        let set = try evaluationSet([], itemCount: 5)
        let outcome = try RankingEvaluator(options: settings).evaluate(
            TableModel(itemCount: 5) { _, _, _ in 0 }, named: "m", on: set)
        #expect(outcome.evaluation.values.isEmpty)
        #expect(outcome.evaluation.intervals.isEmpty)
        #expect(outcome.evaluation.counts == EvaluationCounts(users: 0, events: 0, items: 5))
        #expect(outcome.evaluation.segments.map(\.events) == [0, 0])
        #expect(outcome.evaluation.segments.map(\.values.count) == [0, 0])
    }

    /// Nothing but the model's own block is ever held, and the grouping of rows changes no bit.
    @Test func resultDoesNotDependOnBlocks() throws {
        var generator = SeededGenerator(seed: 3)
        let set = try evaluationSet(randomQueries(60, itemCount: 50, generator: &generator), itemCount: 50)
        let run = { (rowsPerBlock: Int) in
            let model = TableModel(itemCount: 50, rowsPerBlock: rowsPerBlock) { query, position, column in
                Float((query * 31 + position * 17 + column * 7) % 23)
            }
            let outcome = try RankingEvaluator().evaluate(model, named: "m", on: set)
            return (outcome, model.peakScores)
        }
        let (one, onePeak) = try run(1)
        let (many, manyPeak) = try run(64)
        #expect(onePeak == 50)
        #expect(manyPeak == 64 * 50)
        #expect(one.evaluation == many.evaluation)
        #expect(one.users == many.users)
        // What is kept has a size in users × metrics: 12 metrics for three cutoffs.
        #expect(one.users.sums.count == one.users.rowCount * 12)
    }

    @Test func progressCanStopTheEvaluation() throws {
        struct Stop: Error {}
        let set = try evaluationSet([query(user: 1, items: [1, 2, 3, 4], from: 0)], itemCount: 5)
        var seen: [Int] = []
        #expect(throws: Stop.self) {
            try RankingEvaluator().evaluate(
                TableModel(itemCount: 5, rowsPerBlock: 1) { _, _, _ in 0 }, named: "m", on: set
            ) {
                done, total in
                seen.append(done)
                #expect(total == 4)
                if done == 2 { throw Stop() }
            }
        }
        #expect(seen == [1, 2])
    }

    @Test func invalidOptionsAreNamed() {
        for cutoffs in [[], [0], [5, -1]] {
            #expect(throws: EvaluationError.self) { try RankingEvaluator(options: options(cutoffs)) }
        }
        var settings = EvaluationOptions()
        settings.coldItemThreshold = -1
        #expect(
            throws: EvaluationError.invalidOption(
                field: "coldItemThreshold", problem: "-1 is negative; expected 0 (off) or more")
        ) { try RankingEvaluator(options: settings) }
    }
}
