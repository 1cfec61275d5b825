/// The first event of each user with each item, or all, of a catalog's items alone, numbered over all parts in order of time.
struct FirstContacts {
    /// One of them.
    struct Contact: Equatable {
        /// Number among those that count, from 0.
        var sample: Int
        /// Row of the log.
        var row: Int
        var user: Int32
        var part: RowPart
        /// Whether the user dislikes the item: a negative, for which none is drawn.
        var isDislike: Bool
        /// How many items of ``FirstContacts/catalog`` are known at the time.
        var itemCount: Int
        /// How many of ``FirstContacts/rowItems`` lie before the time.
        var rowCount: Int
    }

    let split: DataSplit
    private let keepsRepeats: Bool
    /// By user, each user's in order of time.
    private(set) var all: [Contact] = []
    /// The items drawn from uniformly.
    private(set) var catalog: [Int32] = []
    /// The items of the rows drawn from by popularity, in order of time.
    private(set) var rowItems: [Int32] = []
    /// Events that count but for their item, which the catalog lacks.
    private(set) var unknown = 0
    /// Events left out because they are not the first of their user and item.
    private(set) var repeats = 0

    /// Finds them.
    /// - Throws: `PreparationError` for a log without times, a split of single rows or one that drops unseen items, and kinds
    ///   that the log does not know.
    init(_ strategy: ClickFirstContact, in split: DataSplit) throws {
        self.split = split
        keepsRepeats = strategy.keepsRepeats
        let (log, rule, dislikes, operation) = (
            split.log, strategy.catalog, strategy.dislikes, ClickFirstContact.name
        )
        guard log.timeColumn != nil else {
            throw PreparationError.columnMissing(operation: operation, column: "time")
        }
        guard split.drawnParts == nil, split.unseenItemPolicy == .keep else {
            throw PreparationError.invalidParameter(
                operation: operation, parameter: "split",
                problem:
                    "must cut sequences in time and keep unseen items (data: {unseenItems: keep}), so that histories "
                    + "hold all that happened")
        }
        if let unknown = dislikes.first(where: { !log.behaviors.contains($0) }) {
            throw PreparationError.unknownName(kind: "behavior", name: unknown, known: log.behaviors)
        }
        let isDislike = log.behaviors.map(dislikes.contains)
        let users = log.usersOfRows
        let order = log.rowsInOrderOfTime()
        let trained = split.training.itemCounts
        switch rule {
        case .train:
            catalog = log.items.indicesInOrderOfId.filter { trained[Int($0) - 1] > 0 }
            rowItems = order.lazy.filter { split.part(ofRow: $0, user: users[$0]) == .train }
                .map { log.itemColumn[$0] }
        case .knownAtEvent: rowItems = order.map { log.itemColumn[$0] }
        }
        let isFirst = log.firstOccurrences
        var known = [Bool](repeating: false, count: log.itemCount + 1)
        if rule == .train { for item in catalog { known[Int(item)] = true } }
        // Events of one second do not see each other: what it brings is known from the next one on.
        var (seen, second) = (0, Int64?.none)
        for (position, row) in order.enumerated() {
            let own = log.columns.second(ofRow: row)
            if rule == .knownAtEvent, own != second {
                for earlier in order[seen..<position] {
                    let item = log.itemColumn[earlier]
                    if !known[Int(item)] { catalog.append(item) }
                    known[Int(item)] = true
                }
                (seen, second) = (position, own)
            }
            guard keepsRepeats || isFirst[row] else {
                repeats += 1
                continue
            }
            guard known[Int(log.itemColumn[row])] else {
                unknown += 1
                continue
            }
            let kind = log.behaviorColumn.map { Int($0[row]) }
            all.append(
                Contact(
                    sample: all.count, row: row, user: users[row], part: split.part(ofRow: row, user: users[row]),
                    isDislike: kind.map { isDislike[$0] } ?? false, itemCount: catalog.count,
                    rowCount: rule == .train ? rowItems.count : seen))
        }
        all.sort { $0.row < $1.row }
    }

    /// What must be told of them: rows, cuts, sizes, and what was dropped.
    var record: [String] {
        func first(_ part: RowPart) -> String {
            let times = split.log.userIndices.flatMap { user in
                split.rows(part, ofUser: user).prefix(1).compactMap { split.log.columns.second(ofRow: $0) }
            }
            return times.min().map { Instant(seconds: $0).iso8601 } ?? "none"
        }
        func count(_ part: RowPart) -> Int { all.count { $0.part == part } }
        return [
            "\(split.log.count) events; validation begins \(first(.validation)), test \(first(.test))",
            "\(catalog.count) items in the catalog; dropped: \(repeats) repeats, \(unknown) of other items",
            "\(keepsRepeats ? "all" : "first") contacts: \(count(.train)) train, \(count(.validation)) validation, \(count(.test)) test",
        ]
    }
}

extension InteractionLog {
    /// All rows in order of time, those of one moment as in the file; by user where the log does not keep the file's rows.
    func rowsInOrderOfTime() -> [Int] {
        let (times, rows) = (timeColumn, fileRows)
        return (0..<count).sorted { first, second in
            let (left, right) = (times?[first] ?? 0, times?[second] ?? 0)
            guard left == right else { return left < right }
            return (rows?[first] ?? 0, first) < (rows?[second] ?? 0, second)
        }
    }

    /// The user of each row.
    var usersOfRows: [Int32] {
        var users = [Int32](repeating: 0, count: count)
        for user in userIndices { for row in rows(ofUser: user) { users[row] = user } }
        return users
    }

    /// For each row whether it is its user's first with its item.
    var firstOccurrences: [Bool] {
        var isFirst = [Bool](repeating: true, count: count)
        var lastUser = [Int32](repeating: 0, count: itemCount + 1)
        for user in userIndices {
            for row in rows(ofUser: user) {
                let item = Int(itemColumn[row])
                isFirst[row] = lastUser[item] != user
                lastUser[item] = user
            }
        }
        return isFirst
    }
}
