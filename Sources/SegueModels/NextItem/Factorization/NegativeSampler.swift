import Foundation
import SegueData

/// Draws the item that a pairwise loss ranks below the observed one.
struct NegativeSampler: Sendable {
    private let itemCount: Int
    /// `nil`: any item but the observed one is a negative.
    private let seen: UserItemSets?
    /// Answers most questions about `seen` with one look.
    private let filter: PairFilter?
    /// Cumulated weights of the items, the last being 1; empty for uniform draws.
    private let cumulated: [Double]

    /// - Parameters:
    ///   - seen: items that are never negatives of their user; `nil` to exclude only the observed item.
    ///   - popularityExponent: β of the weights count^β; 0 is uniform. With β > 0 an item without interactions is
    ///     never drawn.
    init(rows: TrainingRows, seen: UserItemSets?, popularityExponent: Double) {
        itemCount = rows.itemCount
        self.seen = seen
        filter = seen.map { PairFilter($0) }
        guard popularityExponent > 0 else {
            cumulated = []
            return
        }
        var counts = [Double](repeating: 0, count: rows.itemCount)
        for item in rows.items { counts[Int(item)] += 1 }
        let weights = counts.map { $0 > 0 ? pow($0, popularityExponent) : 0 }
        let total = weights.reduce(0, +)
        var sum = 0.0
        cumulated = weights.map { weight in
            sum += weight
            return sum / total
        }
    }

    /// Draws rows and a negative for each; a row without one is left out. Returns the number of triples.
    func draw(
        _ count: Int, from rows: TrainingRows, into group: UnsafeMutableBufferPointer<SampledTriple>,
        using generator: inout SeededGenerator
    ) -> Int {
        var drawn = 0
        rows.pairs.withUnsafeBufferPointer { pairs in
            for _ in 0..<min(count, group.count) {
                let pair = pairs[generator.next(below: pairs.count)]
                guard let negative = draw(user: Int(pair.user), positive: Int(pair.item), using: &generator) else {
                    continue
                }
                group.initializeElement(
                    at: drawn,
                    to: SampledTriple(
                        user: pair.user, positive: pair.item, negative: Int32(truncatingIfNeeded: negative))
                )
                drawn += 1
            }
        }
        return drawn
    }

    /// An item column for `user`, or `nil` when a hundred draws gave none (a user who has seen nearly everything).
    @inline(__always)
    func draw(user: Int, positive: Int, using generator: inout SeededGenerator) -> Int? {
        for _ in 0..<100 {
            let candidate = cumulated.isEmpty ? uniform(using: &generator) : weighted(using: &generator)
            if candidate != positive, !isSeen(candidate, by: user) { return candidate }
        }
        return nil
    }

    /// A 64-bit product instead of a division; its bias is below itemCount / 2⁶⁴.
    @inline(__always)
    private func uniform(using generator: inout SeededGenerator) -> Int {
        Int(truncatingIfNeeded: generator.next().multipliedFullWidth(by: UInt64(itemCount)).high)
    }

    private func weighted(using generator: inout SeededGenerator) -> Int {
        let point = generator.uniform()
        var low = 0
        var high = cumulated.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulated[middle] > point { high = middle } else { low = middle + 1 }
        }
        return low
    }

    @inline(__always)
    private func isSeen(_ candidate: Int, by user: Int) -> Bool {
        guard let filter, filter.mayContain(user: user, item: candidate) else { return false }
        return filter.isExact || isFound(candidate, by: user)
    }

    /// Binary search in the user's sorted items, without branches that depend on them.
    private func isFound(_ candidate: Int, by user: Int) -> Bool {
        guard let seen else { return false }
        return seen.items.withUnsafeBufferPointer { items in
            var start = seen.userOffsets[user]
            var length = seen.userOffsets[user + 1] - start
            guard length > 0 else { return false }
            while length > 1 {
                let half = length / 2
                start += Int(items[start + half - 1]) < candidate ? half : 0
                length -= half
            }
            return Int(items[start]) == candidate
        }
    }
}

/// A user, an item of theirs and one that is none; all count from 0.
struct SampledTriple {
    /// Triples that are drawn together.
    static let groupSize = 64

    let user: Int32
    let positive: Int32
    let negative: Int32
}
