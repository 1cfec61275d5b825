import SegueData
import Testing
import Torch

@testable import SegueModels

/// Histories of batches: each once, packed, padded and paired with the examples.
@Suite struct HistoryBatchTests {
    /// User 1: items 1 2 3 at seconds 0, 10, 20; user 2: item 2 at 5.
    private static func batch(columns: Int? = nil) throws -> (ExampleBatch, HistoryBatch) {
        let log = try InteractionLog(
            users: Vocabulary(ids: ["u1", "u2"]), items: Vocabulary(ids: ["a", "b", "c"]), offsets: [0, 3, 4],
            itemColumn: [1, 2, 3, 2], timeColumn: [0, 10, 20, 5], behaviorColumn: [1, 0, 0, 1],
            behaviors: ["view", "buy"], source: DataSource(file: "test", formatName: "none"))
        let split = try DataSplit(
            log: log, boundaries: SplitBoundaries(trainEnds: [3, 4], validationEnds: [3, 4]),
            strategy: .globalTime(), unseenItems: .keep)
        var options = FeatureOptions()
        options.derived = [.historyBehavior, .historyGap]
        let table = try FeatureTable(learning: split, catalog: .empty, userCatalog: .empty, options: options)
        var examples = ExampleSet(columns: log.columns, events: log.columns, features: table)
        // A positive and a negative of user 1 at 20, one of user 2 at 5, who did nothing before, and user 1 at 10.
        examples.add(user: 1, item: 3, history: 0..<2, event: 2, label: 1)
        examples.add(user: 1, item: 1, history: 0..<2, event: 2, label: 0)
        examples.add(user: 2, item: 2, history: 3..<3, event: 3, label: 1)
        examples.add(user: 1, item: 2, history: 0..<1, event: 1, label: 1)
        let batch = ExampleBatch(examples, rows: [0, 2, 1, 3], device: .cpu)
        return (batch, batch.history(maximumLength: 30, columns: columns))
    }

    @Test func eachHistoryStandsOnce() throws {
        let (_, history) = try Self.batch()
        #expect(history.lengths == [2, 0, 1] && history.length == 2)
        #expect(history.historyOfExample == [0, 1, 0, 2])
        #expect(try history.items.array(Int64.self) == [1, 2, 1])
        #expect(try history.tokenHistories.array(Int64.self) == [0, 0, 2])
        #expect(try history.mask.array(Float.self) == [1, 1, 0, 0, 0, 1])
    }

    @Test func fieldsOfEventsShareCodesWithTheTarget() throws {
        let (batch, history) = try Self.batch()
        let schema = try #require(batch.examples.features?.schema)
        #expect(history.fields.map { schema.fields[$0].name } == ["item", "history.behavior", "history.gap"])
        let item = history.fields[0]
        // Users take codes 1 and 2, items 3 to 5.
        #expect(try history.values(of: item).codes.array(Int64.self) == [3, 4, 3])
        #expect(try batch.values(of: item).codes.array(Int64.self) == [5, 4, 3, 4])
        // Kinds 6 (view), 7 (buy); gaps from 8: 20, 10 and 10 s are 1 + 4, 1 + 3, 1 + 3.
        #expect(try history.values(of: history.fields[1]).codes.array(Int64.self) == [7, 6, 7])
        #expect(try history.values(of: history.fields[2]).codes.array(Int64.self) == [13, 12, 12])
        #expect(try history.values(of: item).weights.array(Float.self) == [1, 1, 1])
    }

    @Test func paddedViewsHaveZerosInFront() throws {
        let (_, history) = try Self.batch(columns: 3)
        let vectors = Tensor([Float(1), 2, 3, 4, 5, 6], device: .cpu).reshaped([3, 2])
        let padded = history.padded(vectors)
        #expect(padded.shape == [3, 3, 2])
        #expect(try padded.array(Float.self) == [0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6])
        #expect(try history.spread(padded).select(1, at: 2).array(Float.self) == [3, 4, 0, 0, 3, 4, 5, 6])
    }

    @Test func pairsJoinExamplesWithTheirEvents() throws {
        let (_, history) = try Self.batch()
        #expect(try history.pairs.examples.array(Int64.self) == [0, 0, 2, 2, 3])
        #expect(try history.pairs.tokens.array(Int64.self) == [0, 1, 0, 1, 2])
        let ones = Tensor([Float(1), 2, 4, 8, 16], device: .cpu).reshaped([5, 1])
        #expect(try history.sum(ones).array(Float.self) == [3, 0, 12, 16])
        #expect(history.sum(ones).shape == [4, 1])
    }

    @Test func onlyTheLastEventsAreRead() throws {
        let (batch, _) = try Self.batch()
        let history = batch.history(maximumLength: 1)
        #expect(history.lengths == [1, 0, 1])
        #expect(try history.items.array(Int64.self) == [2, 1])
    }
}
