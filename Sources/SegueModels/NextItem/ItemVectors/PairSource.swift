/// Finds the pairs of items that an epoch learns, user by user. One thread's own.
final class PairSource {
    private let histories: ItemHistories
    /// Probabilities of keeping an item, at row item − 1.
    private let keep: [Double]
    private let plan: PairPlan
    private let pairsPerDraw: Int
    /// Names the random streams of the epoch.
    private let key: UInt64
    /// The rows of a user's kept items, with room for them twice.
    private let rows: UnsafeMutableBufferPointer<Int32>

    init(histories: ItemHistories, keep: [Double], plan: PairPlan, pairsPerDraw: Int, key: UInt64) {
        self.histories = histories
        self.keep = keep
        self.plan = plan
        self.pairsPerDraw = pairsPerDraw
        self.key = key
        rows = .allocate(capacity: 2 * histories.longest)
        rows.initialize(repeating: 0)
    }

    deinit { rows.deallocate() }

    /// Takes a row, and rows that it makes a pair with: up to `pairsPerDraw`.
    typealias Body = (_ row: Int32, _ others: UnsafeBufferPointer<Int32>, _ generator: inout PairGenerator) -> Void

    /// Calls `body` with the pairs of one visit to a user, both counted from 0, and the visit's random numbers.
    ///
    /// What is kept, and in which order, is the same in all visits to the user within the epoch.
    @inline(__always)
    func forEachGroup(ofUser user: Int, turn: Int, _ body: Body) {
        var generator = PairGenerator(key: key, stream: user)
        let count = keepItems(ofUser: user, using: &generator)
        guard count > 1 else { return }
        if case .window(let window) = plan {
            forEachWindow(count, window: window, using: &generator, body)
            return
        }
        let others = plan.others(of: count, using: &generator)
        let first = turn * PairPlan.span + 1
        guard first <= others else { return }
        shuffle(count, using: &generator)
        var noise = PairGenerator(key: generator.next(), stream: turn)
        goRound(count, distances: first...min(others, first + PairPlan.span - 1), using: &noise, body)
    }

    /// Puts the rows of the user's items that subsampling keeps to the front of `rows`; returns their number.
    private func keepItems(ofUser user: Int, using generator: inout PairGenerator) -> Int {
        var count = 0
        for item in histories.items[histories.offsets[user]..<histories.offsets[user + 1]] {
            let probability = keep[Int(item) - 1]
            if probability < 1, generator.uniform() >= probability { continue }
            rows[count] = item - 1
            count += 1
        }
        return count
    }

    /// Puts the items into random order and repeats them, so that a position and those after it need no wrapping.
    private func shuffle(_ count: Int, using generator: inout PairGenerator) {
        for last in stride(from: count - 1, to: 0, by: -1) { rows.swapAt(last, generator.next(below: last + 1)) }
        for position in 0..<count { rows[count + position] = rows[position] }
    }

    /// Pairs the item at each position of a circle with those so many positions further on. The circle is in random
    /// order: with the distances 1…k each ordered pair has the probability k ÷ (count − 1), and k = count − 1 gives all
    /// of them.
    ///
    /// Neighboring steps touch different rows, so that the processor can overlap them.
    @inline(__always)
    private func goRound(
        _ count: Int, distances: ClosedRange<Int>, using generator: inout PairGenerator, _ body: Body
    ) {
        var distance = distances.lowerBound
        while distance <= distances.upperBound {
            let width = min(pairsPerDraw, distances.upperBound &- distance &+ 1)
            for position in 0..<count {
                let start = position &+ distance
                body(rows[position], UnsafeBufferPointer(rebasing: rows[start..<start &+ width]), &generator)
            }
            distance &+= width
        }
    }

    /// Pairs each item with those at most a random reach away. As in word2vec, the item whose reach it is comes second in
    /// the pair, so that no item vector moves many times in a row.
    @inline(__always)
    private func forEachWindow(_ count: Int, window: Int, using generator: inout PairGenerator, _ body: Body) {
        for position in 0..<count {
            let reach = min(1 + generator.next(below: window), count)
            let item = UnsafeBufferPointer(rebasing: rows[position..<position &+ 1])
            for other in max(0, position &- reach)..<min(count, position &+ reach &+ 1) where other != position {
                body(rows[other], item, &generator)
            }
        }
    }
}

/// The random numbers for one user in one epoch: splitmix64 with an increment of its own for each stream (Steele, Lea and
/// Flood, OOPSLA 2014).
///
/// The stream depends on the epoch's key and the user alone, so that it does not matter which thread takes the user. A
/// number depends on the one before by a single addition; the rest of the work of several draws can overlap.
struct PairGenerator {
    private var counter: UInt64
    private let increment: UInt64

    init(key: UInt64, stream: Int) {
        let start = PairGenerator.mix(key ^ PairGenerator.mix(UInt64(truncatingIfNeeded: stream)))
        counter = start
        increment = PairGenerator.mix(start &+ 0x9E37_79B9_7F4A_7C15) | 1
    }

    /// The next 64 random bits.
    @inline(__always)
    mutating func next() -> UInt64 {
        counter &+= increment
        return PairGenerator.mix(counter)
    }

    /// A whole number in `0..<bound`; the bias is below bound ÷ 2⁶⁴.
    @inline(__always)
    mutating func next(below bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound)).high)
    }

    /// A number in `[0, 1)`: a multiple of 2⁻⁵³.
    @inline(__always)
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    @inline(__always)
    private static func mix(_ word: UInt64) -> UInt64 {
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
