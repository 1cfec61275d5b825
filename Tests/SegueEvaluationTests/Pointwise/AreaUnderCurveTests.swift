import SegueData
import Testing

@testable import SegueEvaluation

/// The exact AUC of very many scores: buckets that are sorted and those that are counted.
@Suite struct AreaUnderCurveTests {
    private static func area(_ scores: [Float], _ clicks: [Bool]) -> Double? {
        scores.withUnsafeBufferPointer { scores in
            clicks.withUnsafeBufferPointer { AreaUnderCurve.exact(scores, clicks: $0) }
        }
    }

    @Test func byHand() {
        // Pairs: 3 beats 1 and 2 (2), −1 beats none, 2 beats 1 and ties with 2 (1.5): 3.5 of 6.
        #expect(Self.area([3, 1, -1, 2, 2], [true, false, true, true, false]) == 3.5 / 6)
        #expect(Self.area([0, -0.0], [true, false]) == 0.5)
        #expect(Self.area([-1e30, 1e30, 1e-38], [false, true, true]) == 1)
        #expect(Self.area([1, 2], [true, true]) == nil && Self.area([], []) == nil)
    }

    /// 30,000 scores of which most share the upper half of their bits, against all pairs by numbers: a click at i beats the rows
    /// without one below i.
    @Test(arguments: [1, 7]) func countedBuckets(step: Int) {
        let count = 30_000
        // Scores rise by one unit in the last place of 1, every `step` of them equal; every third is a click.
        let scores = (0..<count).map { Float(bitPattern: 0x3F80_0000 + UInt32($0 / step)) }
        let clicks = (0..<count).map { $0 % 3 == 0 }
        var (doubled, pairs) = (0, 0)
        for click in stride(from: 0, to: count, by: 3) {
            let block = click / step * step
            let end = min(count, block + step)
            let below = block - (block + 2) / 3
            let tied = (block..<end).count { $0 % 3 != 0 }
            doubled += 2 * below + tied
            pairs += 1
        }
        let others = count - pairs
        // Rows in another order give the same bits.
        let order = (0..<count).map { $0 * 7919 % count }
        let area = Self.area(order.map { scores[$0] }, order.map { clicks[$0] })
        #expect(area == Double(doubled) / 2 / (Double(pairs) * Double(others)))
    }
}
