/// A set of items that lists must not contain: one bit per item of the catalog.
///
/// Masks are laid over scores before the best are picked, so that a list is full even where most of the catalog is masked.
public struct ItemMask: Sendable, Equatable {
    /// Number of items in the catalog.
    public let itemCount: Int
    /// Bit `column` of the mask, column = item − 1, is bit `column % 64` of word `column / 64`.
    private var words: [UInt64]

    /// A mask of no item.
    public init(itemCount: Int) {
        self.itemCount = max(0, itemCount)
        words = [UInt64](repeating: 0, count: (self.itemCount + 63) / 64)
    }

    /// A mask of some items; indices outside `1...itemCount` are ignored.
    public init(itemCount: Int, items: some Sequence<Int32>) {
        self.init(itemCount: itemCount)
        for item in items { insert(item) }
    }

    /// Masks an item; an index outside `1...itemCount` is ignored.
    public mutating func insert(_ item: Int32) {
        guard let (word, bit) = position(of: item) else { return }
        words[word] |= bit
    }

    /// Takes an item out of the mask.
    public mutating func remove(_ item: Int32) {
        guard let (word, bit) = position(of: item) else { return }
        words[word] &= ~bit
    }

    /// Masks what either masks. The other mask must be of the same catalog.
    public mutating func formUnion(_ other: ItemMask) {
        precondition(other.itemCount == itemCount, "masks must be of one catalog")
        for index in words.indices { words[index] |= other.words[index] }
    }

    /// Masks all items but those that are masked: "only these" becomes "not the others".
    public mutating func invert() {
        for index in words.indices { words[index] = ~words[index] }
        let used = itemCount % 64
        if used > 0, let last = words.indices.last { words[last] &= (1 << UInt64(used)) - 1 }
    }

    /// Whether an item is masked; false outside `1...itemCount`.
    public func contains(_ item: Int32) -> Bool {
        guard let (word, bit) = position(of: item) else { return false }
        return words[word] & bit != 0
    }

    /// Number of masked items.
    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Gives masked items the score −∞, which is never picked: `[itemCount]`, column = item − 1.
    public func hide(in scores: UnsafeMutableBufferPointer<Float>) {
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                let column = index * 64 + rest.trailingZeroBitCount
                if column < scores.count { scores[column] = -.infinity }
                rest &= rest - 1
            }
        }
    }

    private func position(of item: Int32) -> (word: Int, bit: UInt64)? {
        let column = Int(item) - 1
        guard column >= 0, column < itemCount else { return nil }
        return (column / 64, 1 << UInt64(column % 64))
    }
}
