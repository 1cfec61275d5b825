/// Steps of gradient ascent on the logarithm of Eq. 2, directly in the memory of the tables. Rows count from 0.
///
/// One thread's own; the tables may be shared with other threads.
final class SkipGramStep {
    typealias Row = UnsafeMutablePointer<SIMD4<Float>>

    private let vectors: VectorTable
    private let contexts: VectorTable
    private let noise: UnsafeBufferPointer<NoiseTable.Slot>
    private let negatives: Int
    /// Groups of four numbers in use in a row.
    private let laneCount: Int
    /// Room for this many groups of four context rows.
    private let capacity: Int
    /// The context rows of a step, the positives first, filled up to a multiple of four with a row of zeros.
    private let rows: UnsafeMutablePointer<Row>
    /// For each context row 1 if it is a positive, 0 if it is noise.
    private let labels: UnsafeMutablePointer<SIMD4<Float>>
    /// For each context row the number of pairs that it stands for; 0 for the filling.
    private let weights: UnsafeMutablePointer<SIMD4<Float>>
    /// For each context row rate × (label − weight × σ).
    private let moves: UnsafeMutablePointer<SIMD4<Float>>
    private let filling: VectorTable
    /// The number of positives that `labels`, `weights` and `rows` are laid out for.
    private var positiveCount = 0
    private var tally = SkipGramTally()

    /// - Parameter noise: the slots of a ``NoiseTable``; must outlive this object.
    init(
        vectors: VectorTable, contexts: VectorTable, noise: UnsafeBufferPointer<NoiseTable.Slot>,
        configuration: Item2Vec.Configuration
    ) {
        self.vectors = vectors
        self.contexts = contexts
        self.noise = noise
        negatives = configuration.negatives
        laneCount = (configuration.dimension + 3) / 4
        capacity = (configuration.pairsPerDraw + negatives + 3) / 4
        filling = VectorTable(count: 1, dimension: configuration.dimension)
        rows = .allocate(capacity: capacity * 4)
        rows.initialize(repeating: filling.rows, count: capacity * 4)
        labels = .allocate(capacity: capacity)
        labels.initialize(repeating: .zero, count: capacity)
        weights = .allocate(capacity: capacity)
        weights.initialize(repeating: .zero, count: capacity)
        moves = .allocate(capacity: capacity)
        moves.initialize(repeating: .zero, count: capacity)
    }

    deinit {
        rows.deallocate()
        labels.deallocate()
        weights.deallocate()
        moves.deallocate()
    }

    /// Learns the pairs of row `input` with each of `positives`, which share one draw of noise rows.
    ///
    /// All scores are taken before any vector moves. A noise row that is one of the positives does not count for that pair,
    /// as in word2vec.
    @inline(__always)
    func learn(input: Int32, positives: UnsafeBufferPointer<Int32>, rate: Float, generator: inout PairGenerator) {
        let count = positives.count
        if count != positiveCount { layOut(count) }
        for slot in 0..<count { rows[slot] = contexts.row(positives[slot]) }
        var hasCollision = false
        for slot in count..<(count &+ negatives) {
            let row = NoiseTable.draw(generator.next(), from: noise)
            rows[slot] = contexts.row(row)
            for positive in positives where positive == row {
                weights[slot >> 2][slot & 3] -= 1
                hasCollision = true
            }
        }
        let input = vectors.row(input)
        score(input, rate: rate)
        move(input, count: count &+ negatives)
        tally.pairs &+= count
        if hasCollision { layOut(count) }
    }

    /// What the steps since the last call told.
    func takeTally() -> SkipGramTally {
        tally.fold()
        defer { tally = SkipGramTally() }
        return tally
    }

    /// Sets all that depends only on the number of positives.
    @inline(never)
    private func layOut(_ count: Int) {
        for slot in 0..<capacity * 4 {
            let isNoise = slot >= count && slot < count + negatives
            labels[slot >> 2][slot & 3] = slot < count ? 1 : 0
            weights[slot >> 2][slot & 3] = slot < count ? 1 : isNoise ? Float(count) : 0
            if slot >= count + negatives { rows[slot] = filling.rows }
        }
        positiveCount = count
    }

    /// Sets `moves` from the inner products of the input vector and the context rows.
    @inline(__always)
    private func score(_ input: Row, rate: Float) {
        for group in 0..<((positiveCount &+ negatives &+ 3) >> 2) {
            let (first, second) = (rows[4 &* group], rows[4 &* group &+ 1])
            let (third, fourth) = (rows[4 &* group &+ 2], rows[4 &* group &+ 3])
            var sums = (SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero)
            for lane in 0..<laneCount {
                sums.0 += input[lane] * first[lane]
                sums.1 += input[lane] * second[lane]
                sums.2 += input[lane] * third[lane]
                sums.3 += input[lane] * fourth[lane]
            }
            let probabilities = SIMD4<Float>.sums(sums.0, sums.1, sums.2, sums.3).sigmoid
            let errors = labels[group] - weights[group] * probabilities
            moves[group] = rate * errors
            tally.add(errors, labels: labels[group])
        }
    }

    /// Moves the context rows and the input vector, sixteen numbers at a time, then what is left.
    @inline(__always)
    private func move(_ input: Row, count: Int) {
        var lane = 0
        while lane &+ 4 <= laneCount {
            move(input, SIMD16<Float>.self, lane: lane, count: count)
            lane &+= 4
        }
        if laneCount & 2 != 0 {
            move(input, SIMD8<Float>.self, lane: lane, count: count)
            lane &+= 2
        }
        if laneCount & 1 != 0 { move(input, SIMD4<Float>.self, lane: lane, count: count) }
    }

    /// Moves the numbers of one block in all rows. The input's gradient is taken from rows before they move, unless a row
    /// was drawn twice.
    @inline(__always)
    private func move<Block: SIMD>(_ input: Row, _ block: Block.Type, lane: Int, count: Int)
    where Block.Scalar == Float {
        let target = UnsafeMutableRawPointer(input + lane)
        let steps = UnsafeRawPointer(moves)
        let old = target.load(as: Block.self)
        var moved = old
        for index in 0..<count {
            let row = UnsafeMutableRawPointer(rows[index] + lane)
            let step = steps.load(fromByteOffset: index &* 4, as: Float.self)
            let context = row.load(as: Block.self)
            moved += step * context
            row.storeBytes(of: context + step * old, as: Block.self)
        }
        target.storeBytes(of: moved, as: Block.self)
    }
}

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
