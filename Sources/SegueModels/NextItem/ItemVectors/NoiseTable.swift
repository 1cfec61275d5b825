import Foundation

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
