import Testing

@testable import SegueModels

/// What is drawn: noise items, kept items and pairs.
@Suite struct Item2VecSamplingTests {
    @Test func noiseFollowsThePowerOfTheCounts() {
        // 1^¾, 16^¾, 81^¾, 256^¾ are 1, 8, 27 and 64; the item without interactions is never drawn.
        let table = NoiseTable(counts: [1, 16, 0, 81, 256], exponent: 0.75)
        let draws = 1_000_000
        var counts = [Int](repeating: 0, count: 5)
        var generator = PairGenerator(key: 5, stream: 3)
        table.slots.withUnsafeBufferPointer { slots in
            for _ in 0..<draws { counts[Int(NoiseTable.draw(generator.next(), from: slots))] += 1 }
        }
        #expect(counts[2] == 0)
        var chiSquare = 0.0
        for (count, share) in zip(counts, [0.01, 0.08, 0, 0.27, 0.64]) where share > 0 {
            let expected = share * Double(draws)
            chiSquare += (Double(count) - expected) * (Double(count) - expected) / expected
        }
        // Three degrees of freedom: above 16.3 once in a thousand seeds.
        #expect(chiSquare < 16.3)
    }

    @Test func exponentZeroIsUniformOverLikedItems() {
        let table = NoiseTable(counts: [7, 0, 1, 900], exponent: 0)
        var counts = [0, 0, 0, 0]
        var generator = PairGenerator(key: 9, stream: 1)
        table.slots.withUnsafeBufferPointer { slots in
            for _ in 0..<300_000 { counts[Int(NoiseTable.draw(generator.next(), from: slots))] += 1 }
        }
        #expect(counts[1] == 0)
        for row in [0, 2, 3] { #expect(abs(counts[row] - 100_000) < 1_100) }
    }

    @Test func keepProbabilities() {
        // f = 4/1000, ρ = 1/1000: √¼ in the paper, √¼ + ¼ in the word2vec program.
        #expect(Item2Vec.SubsamplingRule.item2vec.keepProbability(count: 4, total: 1000, threshold: 1e-3) == 0.5)
        #expect(Item2Vec.SubsamplingRule.word2vec.keepProbability(count: 4, total: 1000, threshold: 1e-3) == 0.75)
        #expect(Item2Vec.SubsamplingRule.item2vec.keepProbability(count: 1, total: 9000, threshold: 1e-3) == 1)
        #expect(Item2Vec.SubsamplingRule.word2vec.keepProbability(count: 900, total: 1000, threshold: 0) == 1)
    }

    /// How often each ordered pair of rows comes in `epochs` epochs.
    private func countPairs(
        _ histories: ItemHistories, _ plan: PairPlan, keep: [Double]? = nil, pairsPerDraw: Int = 1, epochs: Int = 1
    ) -> [[Int]] {
        var counts = [[Int]](repeating: .init(repeating: 0, count: histories.itemCount), count: histories.itemCount)
        for epoch in 0..<epochs {
            let source = PairSource(
                histories: histories, keep: keep ?? .init(repeating: 1, count: histories.itemCount), plan: plan,
                pairsPerDraw: pairsPerDraw, key: UInt64(epoch))
            for user in 0..<histories.userCount {
                for turn in 0..<plan.visits(of: histories.length(ofUser: user)) {
                    source.forEachGroup(ofUser: user, turn: turn) { row, others, _ in
                        #expect(others.count >= 1 && others.count <= pairsPerDraw)
                        for other in others { counts[Int(row)][Int(other)] += 1 }
                    }
                }
            }
        }
        return counts
    }

    @Test(arguments: [1, 2, 3, 16]) func allPairsOnceEach(pairsPerDraw: Int) throws {
        // Users {1, 2, 3}, {4}, {3, 5, 6, 7, 2}, and one without items: 3·2 + 5·4 ordered pairs, (2, 3) twice.
        let histories = try ItemHistories(
            itemCount: 7, offsets: [0, 3, 4, 9, 9], items: [1, 2, 3, 4, 3, 5, 6, 7, 2])
        let counts = countPairs(histories, .all, pairsPerDraw: pairsPerDraw)
        for row in 0..<7 {
            for other in 0..<7 {
                let together = [[0, 1, 2], [2, 4, 5, 6, 1]].filter { $0.contains(row) && $0.contains(other) }.count
                #expect(counts[row][other] == (row == other ? 0 : together))
            }
        }
    }

    @Test func longHistoriesInSeveralVisits() throws {
        let histories = try ItemHistories(itemCount: 40, offsets: [0, 40], items: Array(1...40))
        #expect(PairPlan.all.visits(of: 40) == 5)
        let counts = countPairs(histories, .all, pairsPerDraw: 3)
        for row in 0..<40 { for other in 0..<40 { #expect(counts[row][other] == (row == other ? 0 : 1)) } }
    }

    @Test(arguments: [1, 3]) func perItemDrawsEachPairEquallyOften(pairsPerDraw: Int) throws {
        // 4 of the 8 others for each item: every ordered pair in half of the epochs.
        let histories = try ItemHistories(itemCount: 9, offsets: [0, 9], items: Array(1...9))
        let epochs = 20_000
        let counts = countPairs(histories, .perItem(4), pairsPerDraw: pairsPerDraw, epochs: epochs)
        for row in 0..<9 {
            #expect(counts[row].reduce(0, +) == 4 * epochs)
            // Five standard deviations of a binomial count: 5 · √(20,000 · ½ · ½).
            for other in 0..<9 where other != row { #expect(abs(counts[row][other] - epochs / 2) < 354) }
        }
    }

    @Test func proportionalDrawsThePairsOfLongAndShortHistoriesEquallyOften() throws {
        // Histories of 3 and 7 items: 10 items, 6 + 42 ordered pairs. 1.2 an item is a quarter of all pairs.
        let histories = try ItemHistories(itemCount: 10, offsets: [0, 3, 10], items: Array(1...10))
        var configuration = Item2Vec.Configuration()
        configuration.contextsPerItem = 1
        let keep = [Double](repeating: 1, count: 10)
        let plan = PairPlan(configuration, histories: histories, keep: keep)
        #expect(plan == .share(10.0 / 48.0))
        let epochs = 40_000
        let counts = countPairs(histories, plan, epochs: epochs)
        let expected = Double(epochs) * 10 / 48
        for row in 0..<10 {
            for other in 0..<10 where other != row && (row < 3) == (other < 3) {
                // Five standard deviations of a binomial count.
                #expect(abs(Double(counts[row][other]) - expected) < 407)
            }
        }
    }

    @Test func shareAllowsForSubsampling() throws {
        // Kept with ½: E[M] = 2 and E[M(M − 1)] = 4 − 1 = 3 for four items.
        let histories = try ItemHistories(itemCount: 4, offsets: [0, 4], items: [1, 2, 3, 4])
        var configuration = Item2Vec.Configuration()
        configuration.contextsPerItem = 1
        let keep = [0.5, 0.5, 0.5, 0.5]
        #expect(PairPlan(configuration, histories: histories, keep: keep) == .share(2.0 / 3.0))
        let counts = countPairs(histories, .all, keep: keep, epochs: 40_000)
        // Both items of a pair are kept in a quarter of the epochs; five standard deviations.
        for row in 0..<4 { for other in 0..<4 where other != row { #expect(abs(counts[row][other] - 10_000) < 434) } }
    }

    @Test func windowShrinksAtRandom() throws {
        let histories = try ItemHistories(itemCount: 9, offsets: [0, 9], items: Array(1...9))
        let epochs = 30_000
        let counts = countPairs(histories, .window(3), epochs: epochs)
        for row in 0..<9 {
            for other in 0..<9 {
                // A reach of 1, 2 or 3: items 1, 2, 3 positions apart meet in 3, 2, 1 thirds of the epochs.
                let distance = abs(row - other)
                let expected = distance == 0 || distance > 3 ? 0 : epochs * (4 - distance) / 3
                let slack = distance == 2 || distance == 3 ? 409 : 0
                #expect(abs(counts[row][other] - expected) <= slack, "\(row) \(other) \(counts[row][other])")
            }
        }
    }

    @Test func hugeWindowIsHarmless() throws {
        let histories = try ItemHistories(itemCount: 3, offsets: [0, 3], items: [1, 2, 3])
        let counts = countPairs(histories, .window(.max))
        #expect(counts == [[0, 1, 1], [1, 0, 1], [1, 1, 0]])
    }
}
