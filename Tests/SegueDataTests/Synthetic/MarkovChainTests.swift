import Testing

@testable import SegueData

@Suite struct MarkovChainTests {
    @Test func bestScoresAreWorkedOutByHand() throws {
        let chain = try MarkovChain(itemCount: 50, weights: [1, 6, 2, 1])
        #expect(chain.weights == [0.6, 0.2, 0.1, 0.1])
        #expect(chain.bestRecall(at: 1) == 0.6)
        #expect(abs(chain.bestRecall(at: 20) - 1) < 1e-12)
        #expect(abs(chain.bestReciprocalRank(at: 2) - 0.7) < 1e-12)
        #expect(abs(chain.bestReciprocalRank(at: 20) - (0.6 + 0.1 + 0.1 / 3 + 0.025)) < 1e-12)
    }

    @Test func sequencesFollowTheChain() throws {
        let chain = try MarkovChain(itemCount: 30)
        var generator = SeededGenerator(seed: 2)
        let log = try chain.log(userCount: 400, length: 51, using: &generator)
        #expect((log.userCount, log.itemCount, log.count) == (400, 30, 20_400))
        var ranks = [0, 0, 0, 0]
        for user in Int32(1)...400 {
            let items = Array(log.items(ofUser: user))
            for (item, next) in zip(items, items.dropFirst()) {
                let rank = try #require(chain.successors(of: item).firstIndex(of: next))
                ranks[rank] += 1
            }
        }
        for (count, expected) in zip(ranks, [12_000, 4_000, 2_000, 2_000]) { #expect(abs(count - expected) < 300) }
        var frequency = [Int](repeating: 0, count: 30)
        for item in log.itemColumn { frequency[Int(item) - 1] += 1 }
        #expect(frequency.allSatisfy { abs($0 - 680) < 120 })
        #expect(Set(chain.successors(of: 7)).count == 4)
        #expect(chain.successors(of: 0).isEmpty && chain.successors(of: 31).isEmpty)
    }

    @Test func wrongChainsAreRefused() throws {
        #expect(throws: PreparationError.self) { try MarkovChain(itemCount: 4) }
        #expect(throws: PreparationError.self) { try MarkovChain(weights: []) }
        #expect(throws: PreparationError.self) { try MarkovChain(weights: [0.5, -1]) }
        var generator = SeededGenerator(seed: 2)
        #expect(try MarkovChain().log(userCount: 0, length: 5, using: &generator).count == 0)
    }
}
