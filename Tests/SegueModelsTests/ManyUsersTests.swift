import SegueData
import Testing
import Torch

@testable import SegueModels

@Suite("Many users at once")
struct ManyUsersTests {
    @Test(
        "a filter of pairs never denies one that is there, and an exact one admits no other", arguments: [0, 1 << 25])
    func pairFilter(exactBits: Int) throws {
        let histories: [[Int32]] = (0..<40).map { user in (1...200).filter { ($0 * 7 + user * 13) % 5 == 0 } }
        let filter = PairFilter(UserItemSets(try makeTraining(histories, itemCount: 200)), exactBits: exactBits)
        #expect(filter.isExact == (exactBits > 0))
        var wrong = 0
        for (user, history) in histories.enumerated() {
            for item in 0..<200 {
                let answer = filter.mayContain(user: user, item: item)
                if history.contains(Int32(item + 1)) { #expect(answer) } else if answer { wrong += 1 }
            }
        }
        // 6,400 pairs are not there; one in sixteen of them, about 400, may be taken for one that is.
        #expect(filter.isExact ? wrong == 0 : wrong < 600)
    }

    @Test("without a set of seen items all but the observed one can be negatives, in a large catalog too")
    func negativesOfLargeCatalog() throws {
        let rows = TrainingRows(try makeTraining([[1, 2]], itemCount: 1_000))
        let sampler = NegativeSampler(rows: rows, seen: nil, popularityExponent: 0)
        var generator = SeededGenerator(seed: 4)
        let drawn = Set((0..<20_000).compactMap { _ in sampler.draw(user: 0, positive: 1, using: &generator) })
        #expect(drawn == Set(0..<1_000).subtracting([1]))
    }

    @Test("lists of many users at once are those of one at a time, without seen items")
    func topItems() throws {
        var generator = SeededGenerator(seed: 5)
        let histories: [[Int32]] = (0..<30).map { _ in (0..<12).map { _ in Int32(generator.next(below: 90) + 1) } }
        var configuration = BPRMF.Configuration()
        (configuration.factorCount, configuration.iterations) = (7, 2)
        let model = try BPRMF(configuration: configuration)
        try model.fit(makeTraining(histories, itemCount: 90), generator: &generator) { _ in }
        // Known users, whose rows share a vector, and unknown ones, whose vector changes with the position.
        let queries = histories.enumerated().map { index, history in
            NextItemQuery(user: index % 3 == 0 ? 0 : Int32(index), items: history[...], positions: index % 5..<13)
        }
        let lists = try model.topItems(for: queries, count: 10, excludesSeen: true)
        let rows = try queries.flatMap { query in try Self.rows(model, [query]).map { (query, $0) } }
        #expect(lists.count == rows.count)
        for (list, (query, (position, scores))) in zip(lists, rows) {
            let seen = Set(query.items.prefix(position))
            let expected = (1...90).filter { !seen.contains(Int32($0)) }
                .sorted { (-scores[$0 - 1], $0) < (-scores[$1 - 1], $1) }.prefix(10)
            #expect(list.map { Int($0.item) } == Array(expected))
            #expect(list.map(\.score) == expected.map { scores[$0 - 1] })
        }
    }

    @Test("a list under a mask is full, and has the best of what is left")
    func masks() throws {
        let model = try Popularity()
        var generator = SeededGenerator(seed: 1)
        try model.fit(
            makeTraining([[1, 2, 3, 4, 5], [1, 2, 3, 4], [1, 2, 3], [1, 2], [1]], itemCount: 5), generator: &generator
        ) { _ in }
        let queries = (0..<3).map { _ in NextItemQuery(user: 0, history: [2]) }
        let masks = [nil, ItemMask(itemCount: 5, items: [1, 3]), ItemMask(itemCount: 5, items: 1...5)]
        let lists = try model.topItems(for: queries, count: 2, excludesSeen: true, excluding: masks)
        #expect(lists.map { $0.map(\.item) } == [[1, 3], [4, 5], []])
    }

    @Test("many histories read from a table score as one by one", arguments: [1, 9, 64, 70])
    func table(longest: Int) throws {
        var configuration = StandardGRU.Configuration()
        (configuration.hiddenSize, configuration.embeddingSize) = (12, 5)
        let model = try StandardGRU(configuration: configuration, itemCount: 40, generator: Generator(seed: 2))
        // The last history holds unknown items. One history alone is too short for a table.
        let queries = (0..<20).map { row in
            let items = (0..<row * longest / 19).map { Int32(($0 * 5 + row) % (row == 19 ? 60 : 40) + 1) }
            return NextItemQuery(user: 0, items: items[...], positions: items.count / 2..<items.count + 1)
        }
        let together = try Self.rows(model, queries)
        let alone = try queries.flatMap { try Self.rows(model, [$0]) }
        #expect(together.count == alone.count)
        for (row, other) in zip(together, alone) {
            #expect(row.position == other.position)
            for (score, expected) in zip(row.scores, other.scores) { #expect(abs(score - expected) < 1e-5) }
        }
    }

    private static func rows(
        _ model: any NextItemModel, _ queries: [NextItemQuery]
    ) throws -> [(position: Int, scores: [Float])] {
        var found: [(position: Int, scores: [Float])] = []
        try model.score(queries) { block in
            for (index, row) in block.rows.enumerated() { found.append((row.position, Array(block[row: index]))) }
        }
        return found
    }
}
