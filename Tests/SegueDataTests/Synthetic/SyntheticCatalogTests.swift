import Foundation
import Testing

@testable import SegueData

@Suite struct SyntheticCatalogTests {
    @Test func theDefaultWorldIsWhole() throws {
        let dataset = try SyntheticCatalog().dataset()
        let log = dataset.log
        #expect((log.userCount, log.itemCount, log.count) == (600, 1_200, 60_000))
        #expect(log.ratingColumn?.allSatisfy { (1...5).contains($0) } == true)
        let titles = log.items.ids.compactMap { dataset.catalog.title(of: $0) }
        #expect(titles.count == 1_200)
        #expect(Set(titles.map { $0.prefix { $0 != "(" } }).count == 1_200)
        #expect(log.items.ids.allSatisfy { !dataset.catalog.categories(of: $0).isEmpty })
        for user in Int32(1)...600 {
            let items = log.items(ofUser: user)
            #expect(items.count >= 20)
            #expect(Set(items).count == items.count)
        }
    }

    @Test func seriesAreWatchedInOrder() throws {
        let dataset = try SyntheticCatalog(users: 40, items: 200, interactions: 2_000).dataset()
        let log = dataset.log
        for user in Int32(1)...40 {
            var latest: [Substring: Int] = [:]
            for item in log.items(ofUser: user) {
                let title = try #require(log.items.id(at: item).flatMap { dataset.catalog.title(of: $0) })
                let words = title.split(separator: " ").dropLast()
                let number = words.last.flatMap { ["II", "III", "IV", "V", "VI", "VII"].firstIndex(of: $0) }
                let name = words.prefix(3).joined(separator: " ")[...]
                #expect(latest[name, default: 0] + 1 == number.map { $0 + 2 } ?? 1)
                latest[name, default: 0] += 1
            }
        }
    }

    @Test func sequenceMattersAndUsersDiffer() throws {
        let log = try SyntheticCatalog().dataset().log
        let split = try SplitStrategy.withinSequence().split(log)
        let training = split.training
        var popularity = [Int](repeating: 0, count: split.log.itemCount + 1)
        var next: [Int32: [Int32: Int]] = [:]
        for user in Int32(1)...600 {
            let items = Array(training.items(ofUser: user))
            for item in items { popularity[Int(item)] += 1 }
            for (item, follower) in zip(items, items.dropFirst()) {
                next[item, default: [:]][follower, default: 0] += 1
            }
        }
        let popular = popularity.indices.dropFirst().sorted { popularity[$0] > popularity[$1] }.prefix(20)
        var (targets, byPopularity, byFollower) = (0, 0, 0)
        for query in split.queries(.test) {
            for position in query.positions {
                let last = query.items[query.items.startIndex + position - 1]
                let target = try #require(query.target(at: position))
                let followers = (next[last] ?? [:]).sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(20)
                targets += 1
                byPopularity += popular.contains(Int(target)) ? 1 : 0
                byFollower += followers.contains { $0.key == target } ? 1 : 0
            }
        }
        #expect(targets > 2_000)
        #expect(byFollower > 3 * byPopularity)
    }

    @Test func theWorldIsStable() throws {
        let world = SyntheticCatalog(users: 30, items: 100, interactions: 900)
        #expect(try world.dataset().log.itemColumn == world.dataset().log.itemColumn)
        let other = SyntheticCatalog(users: 30, items: 100, interactions: 900, seed: 2)
        #expect(try world.dataset().log.itemColumn != other.dataset().log.itemColumn)
    }

    @Test func smallWorldsAndWrongSizes() throws {
        let log = try SyntheticCatalog(users: 3, items: 24, interactions: 3_000).dataset().log
        #expect(log.count == 36)
        #expect(try SyntheticCatalog(users: 1, items: 24, interactions: 1).dataset().log.count == 1)
        #expect(throws: PreparationError.self) { try SyntheticCatalog(items: 5).dataset() }
        #expect(throws: PreparationError.self) { try SyntheticCatalog(users: 10, interactions: 9).dataset() }
        #expect(throws: PreparationError.self) { try SyntheticCatalog(popularityExponent: .nan).dataset() }
    }

    @Test func titlesStayUnique() {
        var titles = SyntheticTitles(generator: SeededGenerator(seed: 1))
        let many = (0..<40_000).map { _ in titles.next() }
        #expect(Set(many).count == 40_000)
        #expect([1, 4, 9, 14].map(SyntheticTitles.roman) == ["I", "IV", "IX", "XIV"])
    }
}
