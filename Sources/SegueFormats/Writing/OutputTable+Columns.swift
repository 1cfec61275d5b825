import SegueData

extension OutputTable {
    /// The columns that the format shows of the log.
    var columns: [Column] {
        switch format {
        case .sasrec:
            return [user("user", dense: !Self.isNumeric(log.users)), item("item", dense: !Self.isNumeric(log.items))]
        case .gru4rec: return [user("SessionId"), item("ItemId"), timeOrRank]
        case .recbole, .csv, .jsonl: break
        }
        let log = log
        var result = [user("user_id"), item("item_id")]
        if let ratings = log.ratingColumn {
            result.append(
                Column(name: "rating", type: "float", isNumber: true) { Self.append(ratings[$0.row], to: &$1) })
        }
        if let times = log.timeColumn {
            result.append(
                Column(name: "timestamp", type: "float", isNumber: true) {
                    Self.append(times[$0.row], log.timeUnit, to: &$1)
                })
        }
        if let kinds = log.behaviorColumn {
            result.append(
                Column(name: "behavior", type: "token", isNumber: false) { location, text in
                    text += Array(log.behaviors[Int(kinds[location.row])].utf8)
                })
        }
        var taken = Self.roleNames
        return result
            + log.contextColumns.map { column in
                let name = Self.unique(column.name, &taken)
                return Self.context(ContextColumn(name: name, values: column.values))
            }
    }

    /// The names that the format gives to roles, as readers compare them.
    private static let roleNames = Set(
        ["user_id", "item_id", "rating", "timestamp", "behavior", "behaviour"].map(ColumnNames.plain))

    /// The name of a further column, with a number behind it when a role or an earlier column has that name.
    private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
        var (candidate, number) = (name, 2)
        while !taken.insert(ColumnNames.plain(candidate)).inserted {
            candidate = "\(name)_\(number)"
            number += 1
        }
        return candidate
    }

    private func user(_ name: String, dense: Bool = false) -> Column {
        let users = log.users
        return Column(name: name, type: "token", isNumber: false) { location, text in
            if dense { return Self.append(Int64(location.user), to: &text) }
            users.withUTF8(at: location.user) { text.append(contentsOf: $0) }
        }
    }

    private func item(_ name: String, dense: Bool = false) -> Column {
        let (items, column) = (log.items, log.itemColumn)
        return Column(name: name, type: "token", isNumber: false) { location, text in
            if dense { return Self.append(Int64(column[location.row]), to: &text) }
            items.withUTF8(at: column[location.row]) { text.append(contentsOf: $0) }
        }
    }

    private var timeOrRank: Column {
        let (times, unit) = (log.timeColumn, log.timeUnit)
        return Column(name: "Time", type: "float", isNumber: true) { location, text in
            guard let times else { return Self.append(Int64(location.rank), to: &text) }
            Self.append(times[location.row], unit, to: &text)
        }
    }

    private static func context(_ column: ContextColumn) -> Column {
        switch column.values {
        case .tokens(let vocabulary, let indices):
            Column(name: column.name, type: "token", isNumber: false) { location, text in
                vocabulary.withUTF8(at: indices[location.row]) { text.append(contentsOf: $0) }
            }
        case .numbers(let numbers):
            Column(name: column.name, type: "float", isNumber: true) { location, text in
                if !numbers[location.row].isNaN { append(numbers[location.row], to: &text) }
            }
        }
    }

    private static func append(_ number: Int64, to text: inout [UInt8]) {
        text.append(contentsOf: String(number).utf8)
    }

    /// A time in seconds, with its fraction.
    private static func append(_ time: Int64, _ unit: TimeUnit, to text: inout [UInt8]) {
        if unit == .seconds { return append(time, to: &text) }
        text.append(contentsOf: Instant(time, unit).decimalSeconds.utf8)
    }

    /// The shortest text that gives the same number back; whole numbers without a point.
    private static func append(_ number: Float, to text: inout [UInt8]) {
        if let whole = Int64(exactly: number), abs(whole) < 1 << 24 { return append(whole, to: &text) }
        text.append(contentsOf: number.description.utf8)
    }

    /// Whether all identifiers are positive whole numbers in canonical form.
    static func isNumeric(_ vocabulary: Vocabulary) -> Bool {
        stride(from: 1, through: Int32(clamping: vocabulary.count), by: 1).allSatisfy { index in
            vocabulary.withUTF8(at: index) { id in
                id.count <= 9 && id.first.map { $0 >= 0x31 && $0 <= 0x39 } == true
                    && id.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            }
        }
    }
}
