import SegueData

/// The training interactions as flat columns, for drawing them at random.
struct TrainingRows: Sendable {
    /// A user and an item, counted from 0.
    struct Pair: Sendable {
        let user: Int32
        let item: Int32
    }

    /// Row bounds of the users: `[users + 1]`.
    let offsets: [Int]
    /// User and item of each row, as user − 1 and item − 1; a user's rows are in order. A row drawn at random is found with
    /// one look at memory.
    let pairs: [Pair]
    /// Item of each row, as item − 1, for windows of a user's rows.
    let items: [Int32]
    let itemCount: Int

    var count: Int { items.count }
    var userCount: Int { offsets.count - 1 }

    init(_ training: TrainingSequences) {
        itemCount = training.itemCount
        var offsets = [0]
        var pairs: [Pair] = []
        var items: [Int32] = []
        pairs.reserveCapacity(training.interactionCount)
        items.reserveCapacity(training.interactionCount)
        for user in 1..<Int32(clamping: training.userCount + 1) {
            for item in training.items(ofUser: user) where item >= 1 && Int(item) <= training.itemCount {
                pairs.append(Pair(user: user - 1, item: item - 1))
                items.append(item - 1)
            }
            offsets.append(items.count)
        }
        self.offsets = offsets
        self.pairs = pairs
        self.items = items
    }

    func items(ofUser user: Int) -> ArraySlice<Int32> {
        items[offsets[user]..<offsets[user + 1]]
    }
}
