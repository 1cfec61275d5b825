/// The Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), for splits that others published as seeds of NumPy or
/// Python; Segue's own choices come from ``SeededGenerator``.
struct MersenneTwister {
    private static let size = 624
    private var state: [UInt32]
    private var index = size

    /// The state that NumPy's `RandomState(seed)` begins with: Knuth's recurrence.
    init(seed: UInt32) {
        state = [seed]
        for position in 1..<UInt32(Self.size) {
            let last = state[state.count - 1]
            state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ position)
        }
    }

    /// The state that Python's `random.seed(key)` begins with: seeded by an array, here of one word.
    init(key: UInt32) {
        self.init(seed: 19_650_218)
        var position = 1
        func mixed(_ state: [UInt32], _ factor: UInt32) -> UInt32 {
            let last = state[position - 1]
            return state[position] ^ ((last ^ (last >> 30)) &* factor)
        }
        func advance(_ state: inout [UInt32]) {
            position += 1
            guard position == Self.size else { return }
            state[0] = state[Self.size - 1]
            position = 1
        }
        for _ in 0..<Self.size {
            state[position] = mixed(state, 1_664_525) &+ key
            advance(&state)
        }
        for _ in 0..<Self.size - 1 {
            state[position] = mixed(state, 1_566_083_941) &- UInt32(position)
            advance(&state)
        }
        state[0] = 0x8000_0000
    }

    /// The next 32 bits.
    mutating func next() -> UInt32 {
        if index == Self.size { twist() }
        var value = state[index]
        index += 1
        value ^= value >> 11
        value ^= (value << 7) & 0x9D2C_5680
        value ^= (value << 15) & 0xEFC6_0000
        return value ^ (value >> 18)
    }

    private mutating func twist() {
        for position in 0..<Self.size {
            let bits = (state[position] & 0x8000_0000) | (state[(position + 1) % Self.size] & 0x7FFF_FFFF)
            state[position] =
                state[(position + 397) % Self.size] ^ (bits >> 1) ^ (bits & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        index = 0
    }

    /// A number of `0...most`, as NumPy draws it: masked to the bits of `most`, and drawn again while too large.
    mutating func masked(through most: UInt32) -> UInt32 {
        guard most > 0 else { return 0 }
        let mask = UInt32.max >> UInt32(most.leadingZeroBitCount)
        while true {
            let value = next() & mask
            if value <= most { return value }
        }
    }

    /// A number of [0, 1) with 53 bits, as Python draws it.
    mutating func unit() -> Double {
        let (high, low) = (next() >> 5, next() >> 6)
        return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
    }
}

/// Whose shuffle a split follows.
public enum ShuffleSource: String, Codable, Sendable, CaseIterable {
    /// Segue's own generator.
    case segue
    /// `numpy.random.RandomState(seed).permutation`.
    case numpy
    /// `random.seed(seed); random.shuffle` of Python 2.
    case python2

    /// The numbers `0..<count` in shuffled order.
    /// - Parameters:
    ///   - count: How many, below 2³².
    ///   - seed: The seed; NumPy and Python take its lower 32 bits.
    ///   - label: Names the stream of Segue's own generator; nil for the seed's main stream.
    func permutation(of count: Int, seed: UInt64, label: String? = nil) -> [Int] {
        var order = Array(0..<count)
        switch self {
        case .segue:
            var generator = SeededGenerator(seed: seed)
            if let label { generator = generator.split(label) }
            generator.shuffle(&order)
        case .numpy:
            var generator = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
            for last in order.indices.dropFirst().reversed() {
                order.swapAt(last, Int(generator.masked(through: UInt32(truncatingIfNeeded: last))))
            }
        case .python2:
            var generator = MersenneTwister(key: UInt32(truncatingIfNeeded: seed))
            for last in order.indices.dropFirst().reversed() {
                let other = Int((generator.unit() * Double(last + 1)).rounded(.down))
                order.swapAt(last, min(other, last))
            }
        }
        return order
    }
}
