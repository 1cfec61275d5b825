extension SeededGenerator {
    /// A uniform whole number in `0..<bound`, without bias (Lemire, ACM TOMACS 2019). A bound of zero gives zero.
    public mutating func next(below bound: UInt64) -> UInt64 {
        guard bound > 1 else { return 0 }
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return product.high
    }

    /// A uniform whole number in `0..<bound`, without bias. A bound of zero or less gives zero.
    public mutating func next(below bound: Int) -> Int {
        Int(truncatingIfNeeded: next(below: UInt64(max(bound, 0))))
    }

    /// A uniform number in `[0, 1)`: a multiple of 2⁻⁵³, all of them equally likely.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A standard normal number (mean 0, variance 1), by Marsaglia's polar method.
    ///
    /// Only operations that IEEE 754 rounds exactly are used, so that the result is the same bits everywhere. The
    /// second number that the method yields is thrown away: the state stays four words.
    public mutating func normal() -> Double {
        while true {
            let x = 2 * uniform() - 1
            let y = 2 * uniform() - 1
            let square = x * x + y * y
            if square > 0, square < 1 {
                return x * (-2 * PortableMath.logarithm(square) / square).squareRoot()
            }
        }
    }

    /// Puts the elements into a uniformly random order (Fisher and Yates, from the end).
    public mutating func shuffle<Element>(_ array: inout [Element]) {
        guard array.count > 1 else { return }
        array.withUnsafeMutableBufferPointer { buffer in
            for last in stride(from: buffer.count - 1, to: 0, by: -1) {
                buffer.swapAt(last, next(below: last + 1))
            }
        }
    }

    /// An independent stream named by a label; this stream does not advance.
    ///
    /// The same state and label always give the same stream, different labels give unrelated ones. A task that
    /// draws more or fewer numbers than before thus does not disturb the others: `generator.split("dropout")`,
    /// `generator.split("epoch 3")`.
    public func split(_ label: String) -> SeededGenerator {
        var mixer = SplitMix64(state: Self.hash(label))
        for word in [words.0, words.1, words.2, words.3] {
            mixer.state = mixer.next() ^ word
        }
        return SeededGenerator(seed: mixer.next())
    }

    /// FNV-1a over the UTF-8 bytes.
    private static func hash(_ label: String) -> UInt64 {
        label.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
