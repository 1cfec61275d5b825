import Testing

@testable import SegueData

@Suite struct PairSamplerTests {
    @Test func positivesAreUniformOverInteractionsAndNegativesUnmet() throws {
        // u2 has met everything and cannot be drawn; u3 only has held-out rows.
        let log = try LogFixtures.log(["aac", "abcdef", "ab", "f"])
        let training = TrainingSequences(log: log, ends: [3, 9, 9, 12])
        let sampler = try PairSampler(training)
        #expect(sampler.interactionCount == 4)
        var generator = SeededGenerator(seed: 8)
        var batch = PairBatch()
        sampler.next(40_000, into: &batch, using: &generator)
        #expect(batch.count == 40_000)
        var rows: [Int: Int] = [:]
        var negatives: [Int32: [Int32: Int]] = [:]
        for draw in 0..<batch.count {
            rows[batch.logRows[draw], default: 0] += 1
            negatives[batch.users[draw], default: [:]][batch.negatives[draw], default: 0] += 1
            #expect(log.itemColumn[batch.logRows[draw]] == batch.positives[draw])
        }
        #expect(Set(rows.keys) == [0, 1, 2, 11])
        #expect(rows.values.allSatisfy { abs($0 - 10_000) < 500 })
        // Letters a…f are items 1, 3, 2 … by first appearance: a = 1, c = 2, b = 3, d = 4, e = 5, f = 6.
        #expect(Set((negatives[1] ?? [:]).keys) == [3, 4, 5, 6])
        #expect((negatives[1] ?? [:]).values.allSatisfy { abs($0 - 7_500) < 500 })
        #expect(Set((negatives[4] ?? [:]).keys) == [1, 2, 3, 4, 5])
        #expect((negatives[4] ?? [:]).values.allSatisfy { abs($0 - 2_000) < 250 })
    }

    @Test func theGeneratorIsTheOnlyState() throws {
        let sampler = try PairSampler(TrainingSequences(log: LogFixtures.log(["abc", "de"])))
        var one = SeededGenerator(seed: 1)
        var whole = PairBatch()
        sampler.next(10, into: &whole, using: &one)
        var two = SeededGenerator(seed: 1)
        var half = PairBatch()
        sampler.next(5, into: &half, using: &two)
        #expect(half.positives == Array(whole.positives.prefix(5)))
        sampler.next(5, into: &half, using: &two)
        #expect(half.negatives == Array(whole.negatives.suffix(5)))
        #expect(one == two)
        sampler.next(0, into: &half, using: &two)
        #expect(half.count == 0)
    }

    @Test func withoutNegativesThereIsNothingToTrain() throws {
        for words in [[], ["aaa"], ["ab", "ba"]] {
            let training = TrainingSequences(log: try LogFixtures.log(words))
            #expect(throws: PreparationError.self) { try PairSampler(training) }
        }
    }
}
