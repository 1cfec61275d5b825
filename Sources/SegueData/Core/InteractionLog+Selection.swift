extension InteractionLog {
    /// Which vocabularies are made dense again after rows were left out.
    public struct Reindexing: OptionSet, Sendable {
        /// The bits.
        public let rawValue: Int
        /// Makes a set of bits.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// Users without rows disappear; the others keep their relative order.
        public static let users = Reindexing(rawValue: 1)
        /// Items without rows disappear; the others keep their relative order.
        public static let items = Reindexing(rawValue: 2)
    }

    /// The log with only some rows, in the same order: the building block of every filter.
    ///
    /// - Parameters:
    ///   - reindexing: the vocabularies to reduce to what is left. Without it users and items keep their indices, also
    ///     those that have no rows any more.
    ///   - keep: asked once for every row number in `0..<count`, in order.
    /// - Returns: a log with the same ``source``; its ``preparation`` ends with the selection.
    public func select(
        reindexing: Reindexing = [], rows keep: (Int) throws -> Bool
    ) rethrows -> InteractionLog {
        var kept: [Int] = []
        var keptOffsets = [0]
        keptOffsets.reserveCapacity(offsets.count)
        for user in stride(from: 0, to: userCount, by: 1) {
            for row in offsets[user]..<offsets[user + 1] where try keep(row) { kept.append(row) }
            keptOffsets.append(kept.count)
        }
        var log = selecting(kept, offsets: keptOffsets, reindexing: reindexing)
        log.preparation = preparation + [.selection(before: .init(of: self), after: .init(of: log))]
        return log
    }

    private func selecting(_ rows: [Int], offsets newOffsets: [Int], reindexing: Reindexing) -> InteractionLog {
        var (newUsers, userOffsets) = (users, newOffsets)
        if reindexing.contains(.users) { (newUsers, userOffsets) = withoutEmptyUsers(newOffsets) }
        var (newItems, itemIndices) = (items, rows.map { itemColumn[$0] })
        if reindexing.contains(.items) { (newItems, itemIndices) = Self.withoutUnusedItems(items, itemIndices) }
        return InteractionLog(
            trusted: columns.selecting(rows, items: itemIndices), users: newUsers, items: newItems,
            offsets: userOffsets, source: source)
    }

    private func withoutEmptyUsers(_ offsets: [Int]) -> (Vocabulary, [Int]) {
        var vocabulary = Vocabulary()
        var result = [0]
        for user in stride(from: 1, to: offsets.count, by: 1) where offsets[user] > offsets[user - 1] {
            users.withUTF8(at: Int32(user)) { _ = vocabulary.insert(utf8: $0) }
            result.append(offsets[user])
        }
        return (vocabulary, result)
    }

    private static func withoutUnusedItems(_ items: Vocabulary, _ column: [Int32]) -> (Vocabulary, [Int32]) {
        var newIndex = [Int32](repeating: 0, count: items.count + 1)
        for item in column { newIndex[Int(item)] = 1 }
        var vocabulary = Vocabulary()
        for item in stride(from: 1, through: items.count, by: 1) where newIndex[item] != 0 {
            newIndex[item] = items.withUTF8(at: Int32(item)) { vocabulary.insert(utf8: $0) }
        }
        return (vocabulary, column.map { newIndex[Int($0)] })
    }
}

extension InteractionLog {
    /// The log with its rows in another order, or part of them, under other users.
    ///
    /// - Parameters:
    ///   - rows: row numbers of this log, users together, each user's in the order wanted; times must not fall within
    ///     a user.
    ///   - users: the users that the new rows belong to.
    ///   - offsets: for user u the rows are offsets[u − 1]..<offsets[u] of the new order.
    func reordered(rows: [Int], users: Vocabulary, offsets: [Int]) -> InteractionLog {
        var log = InteractionLog(
            trusted: columns.selecting(rows), users: users, items: items, offsets: offsets, source: source)
        log.preparation = preparation
        return log
    }
}

extension InteractionLog {
    /// The same log with other columns, or another source.
    package func replacing(columns: InteractionColumns? = nil, source: DataSource? = nil) -> InteractionLog {
        var log = InteractionLog(
            trusted: columns ?? self.columns, users: users, items: items, offsets: offsets,
            source: source ?? self.source)
        log.preparation = preparation
        return log
    }
}
