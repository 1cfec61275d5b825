/// The items that each user liked, in compressed rows: what ``Item2Vec`` learns from.
///
/// Which interactions count as liked is for the caller to say. FISCL keeps "only sequences that show feedback on user
/// preferences": leave out interactions with a low rating before building this. An item that stands several times in a
/// user's row counts as often; filter to first occurrences to learn from sets.
public struct ItemHistories: Sendable, Equatable {
    /// Number of items in the catalog; items are 1…itemCount, and 0 is padding, which may not occur.
    public let itemCount: Int
    /// User u (from 0) liked `items[offsets[u]..<offsets[u + 1]]`: `[userCount + 1]`.
    public let offsets: [Int]
    /// The liked items of all users, one user after the other, each in the user's order.
    public let items: [Int32]

    /// Checks the rows and keeps them.
    ///
    /// - Throws: ``Item2VecError`` when the offsets do not start at 0, go down, or do not end at the column's end, or when
    ///   an item is outside 1…itemCount.
    public init(itemCount: Int, offsets: [Int], items: [Int32]) throws {
        guard itemCount >= 0, itemCount < Int(Int32.max) else { throw Item2VecError.itemCount(itemCount) }
        guard offsets.first == 0 else { throw Item2VecError.offsets(index: 0, problem: "must be there and be 0") }
        for index in 1..<max(offsets.count, 1) where offsets[index] < offsets[index - 1] {
            throw Item2VecError.offsets(index: index, problem: "is below the one before")
        }
        guard offsets.last == items.count else {
            throw Item2VecError.offsets(
                index: offsets.count - 1, problem: "must be the number of items, \(items.count)")
        }
        for (position, item) in items.enumerated() where item < 1 || Int(item) > itemCount {
            throw Item2VecError.itemOutOfRange(position: position, item: item, itemCount: itemCount)
        }
        self.itemCount = itemCount
        self.offsets = offsets
        self.items = items
    }

    /// Number of users, those without a liked item included.
    public var userCount: Int { offsets.count - 1 }

    /// How often each item was liked: `[itemCount]`, item i at i − 1.
    public var counts: [Int] {
        var counts = [Int](repeating: 0, count: itemCount)
        for item in items { counts[Int(item) - 1] += 1 }
        return counts
    }

    /// Number of items of a user, counted from 0.
    func length(ofUser user: Int) -> Int { offsets[user + 1] - offsets[user] }

    /// Length of the longest row.
    var longest: Int {
        zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    }
}
