/// What the steps told about the model before they were taken.
struct SkipGramTally: Sendable {
    /// Pairs learned.
    var pairs = 0
    /// Sum of 1 − σ over the pairs.
    private(set) var positiveError = 0.0
    /// Sum of σ over the noise items, each as often as it counts.
    private(set) var negativeError = 0.0
    /// The sums since the last `fold()`, in four parts.
    private var positive = SIMD4<Float>.zero
    private var all = SIMD4<Float>.zero

    /// - Parameters:
    ///   - errors: label − weight × σ of four context rows.
    ///   - labels: 1 for positives, 0 for noise.
    @inline(__always)
    mutating func add(_ errors: SIMD4<Float>, labels: SIMD4<Float>) {
        positive += errors * labels
        all += errors
    }

    /// Moves what was added into the sums in double precision.
    mutating func fold() {
        positiveError += Double(positive.sum())
        negativeError += Double(positive.sum()) - Double(all.sum())
        positive = .zero
        all = .zero
    }

    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.pairs += right.pairs
        sum.positiveError += right.positiveError
        sum.negativeError += right.negativeError
        return sum
    }
}
