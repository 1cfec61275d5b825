/// Answers with one look at memory whether a pair of user and item can be in a set; both count from 0.
///
/// Where all pairs that could be fit into a few megabytes, there is a bit for each and the answer is exact. Otherwise there
/// are sixteen bits for each pair of the set, which a pair finds by a hash: "no" is certain, and one "yes" in sixteen is
/// wrong.
struct PairFilter: Sendable {
    private static let hashedBitsPerPair = 16

    /// Whether "yes" is certain too.
    let isExact: Bool
    private let words: [UInt64]
    private let itemCount: Int
    /// What a hash is shifted by to be the number of a bit.
    private let shift: UInt64

    /// Enters all pairs of a set.
    ///
    /// - Parameter exactBits: Most pairs that could be for which each has a bit of its own.
    init(_ sets: UserItemSets, exactBits: Int = 1 << 25) {
        let (possible, overflow) = sets.itemCount.multipliedReportingOverflow(by: sets.userCount)
        let isExact = !overflow && possible <= exactBits
        let needed = max(1, isExact ? possible : sets.items.count * Self.hashedBitsPerPair)
        let bits = max(6, Int.bitWidth - (needed - 1).leadingZeroBitCount)
        let shift = UInt64(Int.bitWidth - bits)
        var words = [UInt64](repeating: 0, count: isExact ? (needed + 63) / 64 : 1 << (bits - 6))
        for user in 0..<sets.userCount {
            for entry in sets.userOffsets[user]..<sets.userOffsets[user + 1] {
                let item = Int(sets.items[entry])
                let bit = Self.bit(user, item, itemCount: sets.itemCount, shift: isExact ? nil : shift)
                words[bit >> 6] |= 1 << UInt64(bit & 63)
            }
        }
        (self.isExact, self.words, self.itemCount, self.shift) = (isExact, words, sets.itemCount, shift)
    }

    /// Whether a pair can be in the set.
    @inline(__always)
    func mayContain(user: Int, item: Int) -> Bool {
        let bit = Self.bit(user, item, itemCount: itemCount, shift: isExact ? nil : shift)
        return words.withUnsafeBufferPointer { $0[bit >> 6] & (1 << UInt64(bit & 63)) != 0 }
    }

    @inline(__always)
    private static func bit(_ user: Int, _ item: Int, itemCount: Int, shift: UInt64?) -> Int {
        guard let shift else { return user &* itemCount &+ item }
        let pair = UInt64(truncatingIfNeeded: user) << 32 | UInt64(truncatingIfNeeded: item)
        let mixed = (pair ^ pair >> 29) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: ((mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93) >> shift)
    }
}
