import SegueData
import Testing

@testable import SegueModels

@Suite("Selection of the best items")
struct TopSelectorTests {
    /// Against a full sort by (score descending, index ascending), with many ties.
    @Test(arguments: [1, 2, 5, 16, 17, 100, 300], [1, 2, 7, 20, 500])
    func equalsFullSort(itemCount: Int, count: Int) {
        var generator = SeededGenerator(seed: UInt64(itemCount * 1_000 + count))
        var selector = TopSelector(count: count)
        for levels: UInt64 in [1, 3, 10, 1 << 20] {
            let scores = (0..<itemCount).map { _ in Float(generator.next() % levels) }
            let sorted = (0..<itemCount).sorted { (-scores[$0], $0) < (-scores[$1], $1) }
            scores.withUnsafeBufferPointer { selector.select(from: $0) }
            #expect(selector.selection.map { Int($0.item) - 1 } == Array(sorted.prefix(count)))
            #expect(selector.selection.map(\.score) == sorted.prefix(count).map { scores[$0] })
        }
    }

    @Test func risingScoresKeepTheLast() {
        var selector = TopSelector(count: 3)
        (0..<40).map(Float.init).withUnsafeBufferPointer { selector.select(from: $0) }
        #expect(selector.selection.map(\.item) == [40, 39, 38])
    }

    @Test func maskedItemsAndNotNumbersAreNeverPicked() {
        var selector = TopSelector(count: 5)
        let scores: [Float] = [-.infinity, 2, .nan, -.infinity, 3]
        scores.withUnsafeBufferPointer { selector.select(from: $0) }
        #expect(selector.selection == [ScoredItem(item: 5, score: 3), ScoredItem(item: 2, score: 2)])
        #expect(selector.itemWithoutNumber == 3)
        scores[..<2].withUnsafeBufferPointer { selector.select(from: $0) }
        #expect(selector.itemWithoutNumber == nil)
    }

    /// Wherever it stands: in whole stretches, behind a full list, in the rest.
    @Test(arguments: [0, 15, 16, 37, 63, 64, 69]) func aScoreThatIsNotANumberIsFound(column: Int) {
        var selector = TopSelector(count: 2)
        var scores = (0..<70).map { Float(70 - $0) }
        scores[column] = .nan
        scores.withUnsafeBufferPointer { selector.select(from: $0) }
        #expect(selector.itemWithoutNumber == Int32(column + 1))
    }

    @Test func nothingToPick() {
        var selector = TopSelector(count: 0)
        [Float(1)].withUnsafeBufferPointer { selector.select(from: $0) }
        #expect(selector.selection.isEmpty)
        selector = TopSelector(count: 3)
        [Float]().withUnsafeBufferPointer { selector.select(from: $0) }
        #expect(selector.selection.isEmpty)
    }

    @Test("a mask hides its items and no other, whatever the catalog's size", arguments: [1, 63, 64, 65, 200])
    func mask(itemCount: Int) {
        let chosen = Set((1...Int32(itemCount)).filter { $0 % 3 == 1 || $0 == Int32(itemCount) })
        var mask = ItemMask(itemCount: itemCount, items: chosen.union([0, -4, Int32(itemCount) + 1, .max]))
        #expect(mask.count == chosen.count)
        #expect((1...Int32(itemCount)).allSatisfy { mask.contains($0) == chosen.contains($0) })
        var scores = [Float](repeating: 1, count: itemCount)
        scores.withUnsafeMutableBufferPointer { mask.hide(in: $0) }
        #expect(Set(scores.indices.filter { scores[$0] == -.infinity }.map { Int32($0 + 1) }) == chosen)
        mask.invert()
        #expect(mask.count == itemCount - chosen.count && !mask.contains(1))
        mask.insert(1)
        #expect(mask.contains(1))
        mask.remove(1)
        var other = ItemMask(itemCount: itemCount, items: chosen)
        other.formUnion(mask)
        #expect(other.count == itemCount)
    }
}
