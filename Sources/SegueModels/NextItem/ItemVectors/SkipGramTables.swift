import Foundation

/// Rows of floats in memory that threads may write without locks: each row starts on a cache line of its own, and is filled
/// up with zeros.
final class VectorTable {
    /// Whole cache lines of 16 floats, in groups of four.
    let stride: Int
    let rows: UnsafeMutablePointer<SIMD4<Float>>
    private let memory: UnsafeMutableRawPointer
    private let count: Int
    private let dimension: Int

    /// All zeros.
    init(count: Int, dimension: Int) {
        stride = (dimension + 15) / 16 * 4
        self.count = count
        self.dimension = dimension
        memory = .allocate(byteCount: max(count * stride, 1) * MemoryLayout<SIMD4<Float>>.stride, alignment: 64)
        rows = memory.bindMemory(to: SIMD4<Float>.self, capacity: count * stride)
        rows.initialize(repeating: .zero, count: count * stride)
    }

    /// A copy of `[count, dimension]` numbers in row-major order.
    convenience init(_ values: [Float], count: Int, dimension: Int) {
        self.init(count: count, dimension: dimension)
        for row in 0..<count {
            for column in 0..<dimension {
                rows[row * stride + column / 4][column % 4] = values[row * dimension + column]
            }
        }
    }

    deinit { memory.deallocate() }

    /// Where a row begins.
    @inline(__always)
    func row(_ index: Int32) -> UnsafeMutablePointer<SIMD4<Float>> { rows + Int(index) &* stride }

    /// `[count, dimension]` in row-major order.
    var values: [Float] {
        var values: [Float] = []
        values.reserveCapacity(count * dimension)
        for row in 0..<count {
            for column in 0..<dimension { values.append(rows[row * stride + column / 4][column % 4]) }
        }
        return values
    }
}

/// Draws noise items in proportion to count^exponent, in constant time (alias method; Vose, IEEE TSE 1991).
///
/// Twelve bytes an item, so that the table of a usual catalog stays in the processor's first or second cache. The
/// probabilities are exact to 2⁻³².
struct NoiseTable: Sendable {
    struct Slot: Sendable {
        /// Of 2³² numbers those below this draw the slot's own row, the others its alias.
        var threshold: UInt32
        var own: Int32
        var alias: Int32
    }

    /// `[itemCount]`, at row item − 1.
    let slots: [Slot]

    /// Items without interactions are never drawn.
    init(counts: [Int], exponent: Double) {
        let weights = counts.map { $0 > 0 ? pow(Double($0), exponent) : 0 }
        let scale = Double(counts.count) / weights.reduce(0, +)
        var rest = weights.map { $0 * scale }
        var slots = counts.indices.map {
            Slot(threshold: .max, own: Int32(truncatingIfNeeded: $0), alias: Int32(truncatingIfNeeded: $0))
        }
        var small = rest.indices.filter { rest[$0] < 1 }
        var large = rest.indices.filter { rest[$0] >= 1 }
        while let low = small.popLast(), let high = large.last {
            let threshold = UInt32(exactly: (rest[low] * 0x1p32).rounded(.down)) ?? .max
            slots[low] = Slot(
                threshold: threshold, own: Int32(truncatingIfNeeded: low), alias: Int32(truncatingIfNeeded: high))
            rest[high] -= 1 - rest[low]
            if rest[high] < 1 {
                large.removeLast()
                small.append(high)
            }
        }
        self.slots = slots
    }

    /// The row for 64 random bits: the high part of a product chooses the slot, its low part decides within the slot.
    ///
    /// The comparison becomes part of an address, because a branch would be mispredicted at every third draw.
    @inline(__always)
    static func draw(_ bits: UInt64, from slots: UnsafeBufferPointer<Slot>) -> Int32 {
        guard let start = slots.baseAddress else { return 0 }
        let product = bits.multipliedFullWidth(by: UInt64(truncatingIfNeeded: slots.count))
        let slot = UnsafeRawPointer(start + Int(truncatingIfNeeded: product.high))
        let isOther = UInt32(truncatingIfNeeded: product.low >> 32) >= slot.load(as: UInt32.self) ? 1 : 0
        return slot.load(fromByteOffset: 4 + 4 * isOther, as: Int32.self)
    }
}

extension SIMD4<Float> {
    /// σ of each number, off by 10⁻⁶ at most; the same bits on every platform.
    ///
    /// e⁻ˣ is 2 to a whole number times 2 to the rest, the latter by Taylor's series on [−½, ½]. Only additions,
    /// multiplications and one division: numbers that are not finite give some number and never end the process.
    @inline(__always)
    var sigmoid: Self {
        let scaled = clamped(lowerBound: Self(repeating: -80), upperBound: Self(repeating: 80)) * -1.442_695_04
        // Adding 1.5 × 2²³ rounds to a whole number and leaves it in the low bits of the sum.
        let shifted = scaled + 12_582_912
        let rest = scaled - (shifted - 12_582_912)
        var series = Self(repeating: 1.333_355_8e-3)
        series = series * rest + 9.618_129e-3
        series = series * rest + 5.550_411e-2
        series = series * rest + 0.240_226_51
        series = series * rest + 0.693_147_18
        series = series * rest + 1
        let exponent = unsafeBitCast(shifted, to: SIMD4<UInt32>.self) &<< SIMD4<UInt32>(repeating: 23)
        let power = unsafeBitCast(unsafeBitCast(series, to: SIMD4<UInt32>.self) &+ exponent, to: Self.self)
        return 1 / (1 + power)
    }

    /// The sums of the numbers of each of four vectors.
    @inline(__always)
    static func sums(_ first: Self, _ second: Self, _ third: Self, _ fourth: Self) -> Self {
        let front = SIMD8(lowHalf: first, highHalf: second)
        let back = SIMD8(lowHalf: third, highHalf: fourth)
        let pairs = SIMD8(lowHalf: front.evenHalf + front.oddHalf, highHalf: back.evenHalf + back.oddHalf)
        return pairs.evenHalf + pairs.oddHalf
    }
}
