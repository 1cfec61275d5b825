import SegueData

/// Who consumed what in training, without repeats, indexed both ways.
struct UserItemSets: Sendable {
    /// Row bounds of the users in `items`: `[users + 1]`.
    let userOffsets: [Int]
    /// Each user's distinct items as columns (item − 1), ascending.
    let items: [Int32]
    /// Row bounds of the items in `users`: `[items + 1]`.
    let itemOffsets: [Int]
    /// Each item's distinct users as rows (user − 1), ascending.
    let users: [Int32]

    var userCount: Int { userOffsets.count - 1 }
    var itemCount: Int { itemOffsets.count - 1 }

    /// Two counting sorts, linear in the number of interactions: by item (dropping repeats), then back by user.
    init(_ training: TrainingSequences) {
        let itemCount = training.itemCount
        let userCount = training.userCount
        itemOffsets = UserItemSets.offsets(training, itemCount: itemCount)
        var cursor = Array(itemOffsets.dropLast())
        var byItem = [Int32](repeating: 0, count: itemOffsets.last ?? 0)
        UserItemSets.forEachDistinct(training, itemCount: itemCount) { user, column in
            byItem[cursor[column]] = Int32(truncatingIfNeeded: user)
            cursor[column] += 1
        }
        users = byItem

        var userOffsets = [Int](repeating: 0, count: userCount + 1)
        for user in byItem { userOffsets[Int(user) + 1] += 1 }
        for user in 0..<userCount { userOffsets[user + 1] += userOffsets[user] }
        var next = userOffsets
        var byUser = [Int32](repeating: 0, count: byItem.count)
        for column in 0..<itemCount {
            for entry in itemOffsets[column]..<itemOffsets[column + 1] {
                let user = Int(byItem[entry])
                byUser[next[user]] = Int32(truncatingIfNeeded: column)
                next[user] += 1
            }
        }
        self.userOffsets = userOffsets
        items = byUser
    }

    /// Number of distinct users of the item in `column`.
    func support(_ column: Int) -> Int {
        itemOffsets[column + 1] - itemOffsets[column]
    }

    private static func offsets(_ training: TrainingSequences, itemCount: Int) -> [Int] {
        var offsets = [Int](repeating: 0, count: itemCount + 1)
        forEachDistinct(training, itemCount: itemCount) { _, column in offsets[column + 1] += 1 }
        for column in 0..<itemCount { offsets[column + 1] += offsets[column] }
        return offsets
    }

    /// Calls `body` with each user row and item column once, users ascending.
    private static func forEachDistinct(
        _ training: TrainingSequences, itemCount: Int, body: (_ user: Int, _ column: Int) -> Void
    ) {
        var lastUser = [Int32](repeating: 0, count: itemCount)
        for user in 1..<Int32(clamping: training.userCount + 1) {
            for item in training.items(ofUser: user) {
                let column = Int(item) - 1
                guard lastUser.indices.contains(column), lastUser[column] != user else { continue }
                lastUser[column] = user
                body(Int(user) - 1, column)
            }
        }
    }
}
