import SegueData

/// The training interactions as flat columns, for drawing them at random.
struct TrainingRows: Sendable {
    /// Row bounds of the users: `[users + 1]`.
    let offsets: [Int]
    /// User of each row, as user − 1.
    let users: [Int32]
    /// Item of each row, as item − 1; a user's rows are in order.
    let items: [Int32]
    let itemCount: Int

    var count: Int { items.count }
    var userCount: Int { offsets.count - 1 }

    init(_ training: TrainingSequences) {
        itemCount = training.itemCount
        var offsets = [0]
        var users: [Int32] = []
        var items: [Int32] = []
        users.reserveCapacity(training.interactionCount)
        items.reserveCapacity(training.interactionCount)
        for user in 1..<Int32(clamping: training.userCount + 1) {
            for item in training.items(ofUser: user) where item >= 1 && Int(item) <= training.itemCount {
                users.append(user - 1)
                items.append(item - 1)
            }
            offsets.append(items.count)
        }
        self.offsets = offsets
        self.users = users
        self.items = items
    }

    func items(ofUser user: Int) -> ArraySlice<Int32> {
        items[offsets[user]..<offsets[user + 1]]
    }
}
