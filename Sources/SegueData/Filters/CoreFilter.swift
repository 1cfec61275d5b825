/// Keeps users and items with enough interactions, again and again until all that are left have enough (k-core).
///
/// The result is the largest part of the log with the property; it does not depend on the order of removal.
public struct CoreFilter: LogFilterRule {
    /// `k-core`.
    public static let name = "k-core"
    /// The least number of interactions of a user.
    public var users: Int
    /// The least number of interactions of an item.
    public var items: Int

    /// Five and five by default; protocol C takes 2 (sessions) and 5 (items).
    public init(users: Int = 5, items: Int = 5) {
        self.users = users
        self.items = items
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        users = try values.decodeIfPresent(Int.self, forKey: .users) ?? users
        items = try values.decodeIfPresent(Int.self, forKey: .items) ?? items
    }

    /// Checks that the least numbers are not negative.
    public func validate() throws {
        try check("users", users, atLeast: 0)
        try check("items", items, atLeast: 0)
    }

    /// Removes rows until nothing changes.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        var keep = [Bool](repeating: true, count: log.count)
        var userCounts = zip(log.offsets, log.offsets.dropFirst()).map { $1 - $0 }
        var itemCounts = [Int](repeating: 0, count: log.itemCount + 1)
        for item in log.itemColumn { itemCounts[Int(item)] += 1 }
        var changed = true
        while changed {
            changed = false
            for index in 0..<log.userCount where userCounts[index] > 0 {
                let isShort = userCounts[index] < users
                for row in log.offsets[index]..<log.offsets[index + 1] where keep[row] {
                    let item = Int(log.itemColumn[row])
                    guard isShort || itemCounts[item] < items else { continue }
                    keep[row] = false
                    userCounts[index] -= 1
                    itemCounts[item] -= 1
                    changed = true
                }
            }
        }
        return log.keeping(keep)
    }
}
