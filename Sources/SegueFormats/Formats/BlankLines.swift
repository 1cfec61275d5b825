/// What lines of words between blanks are: many formats look alike here, and only the values tell them apart.
enum BlankLines: Equatable {
    /// `user item`.
    case pairs
    /// `user item [rating] [time]`, with these columns.
    case table(ColumnMapping)
    /// The items of a session.
    case numberedItems
    /// A user and its items.
    case namedItems
    /// Lines that several formats would read, each differently.
    case ambiguous([String])
    /// Something else.
    case unknown

    /// Largest value that can be a rating, and smallest that can be a time.
    private static let (largestRating, smallestTime): (Double, Double) = (10, 1e8)

    /// Looks at the first lines of a file.
    init(_ lines: [String]) {
        let rows = lines.map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init) }
        let counts = Set(rows.map(\.count))
        if counts == [2], rows.joined().allSatisfy(FieldKind.isNumberLike) {
            self = .pairs
        } else if rows.isEmpty || counts == [1] || Self.isTabSeparated(lines, counts) {
            self = .unknown
        } else if counts.count == 1, let table = Self.table(rows) {
            self = table
        } else if rows.joined().allSatisfy(FieldKind.isDigits) {
            self = counts.count == 1 && Self.mayHoldMeasures(rows) ? Self.ambiguousTable : Self.items(rows)
        } else {
            self = .unknown
        }
    }

    /// Whether each line has as many fields between tabs as words, and all have equally many.
    private static func isTabSeparated(_ lines: [String], _ counts: Set<Int>) -> Bool {
        counts.count == 1 && lines.allSatisfy { counts.contains($0.split(separator: "\t").count) }
    }

    /// Rows of three or four words of which the last are a rating, a time, or both; nil when they are something else.
    private static func table(_ rows: [[String]]) -> BlankLines? {
        let columns = [2, 1, 3].map { column in
            rows.compactMap { column < $0.count ? FieldKind.number($0[column]) : nil }
        }
        let (third, fourth) = (columns[0], columns[2])
        let itemsAreSmall = columns[1].allSatisfy { $0 < smallestTime }
        func areTimes(_ values: [Double]) -> Bool {
            values.count == rows.count && itemsAreSmall && values.allSatisfy { $0 >= smallestTime }
        }
        if rows[0].count == 4 {
            guard third.count == rows.count, fourth.count == rows.count else { return nil }
            if areTimes(fourth) { return .table(Self.columns(count: 4)) }
            guard areTimes(third), fourth.allSatisfy({ $0 <= largestRating }) else { return nil }
            return .table(ColumnMapping(user: "1", item: "2", time: "3", rating: "4"))
        }
        guard rows[0].count == 3, third.count == rows.count else { return nil }
        if areTimes(third) { return .table(ColumnMapping(user: "1", item: "2", time: "3")) }
        guard third.allSatisfy({ $0 >= 0 && $0 <= largestRating }) else { return nil }
        let hasFractions = rows.contains { !FieldKind.isDigits($0[2]) }
        let usersRepeat = Set(rows.map { $0[0] }).count < rows.count
        let itemsAreNoRatings = columns[1].contains { $0 > largestRating } || columns[1].count < rows.count
        if hasFractions || (usersRepeat && itemsAreNoRatings) {
            return .table(ColumnMapping(user: "1", item: "2", rating: "3"))
        }
        return ambiguousTable
    }

    private static var ambiguousTable: BlankLines {
        .ambiguous([BlankSeparatedFormat().name, ItemLinesFormat.sessions.name])
    }

    /// Whether a column after the second looks like ratings or times: then lines of equal length are hardly sessions.
    private static func mayHoldMeasures(_ rows: [[String]]) -> Bool {
        guard rows.count > 1, let width = rows.first?.count, width > 2 else { return false }
        return (2..<width).contains { column in
            let values = rows.compactMap { FieldKind.number($0[column]) }
            return values.allSatisfy { $0 <= largestRating } || values.allSatisfy { $0 >= smallestTime }
        }
    }

    /// The columns of `user item [rating] [time]` with so many words in a line.
    static func columns(count: Int) -> ColumnMapping {
        ColumnMapping(user: "1", item: "2", time: count > 3 ? "4" : nil, rating: count > 2 ? "3" : nil)
    }

    /// Lines of items, with or without their user before them: a user's number rises by one from line to line.
    private static func items(_ rows: [[String]]) -> BlankLines {
        let firsts = rows.compactMap { $0.first.flatMap { Int($0) } }
        let pairs = zip(firsts, firsts.dropFirst())
        guard firsts.count == rows.count, pairs.allSatisfy({ $0 < $1 }) else {
            return areShuffledUsers(firsts) ? ambiguousItems : .numberedItems
        }
        let steps = pairs.count { $0 + 1 == $1 }
        if rows.count >= 2, steps == rows.count - 1 { return .namedItems }
        if rows.count >= 10, steps * 5 >= rows.count * 4 { return .namedItems }
        return ambiguousItems
    }

    /// Whether numbers are all different and leave no gap, as those of users in another order do.
    private static func areShuffledUsers(_ firsts: [Int]) -> Bool {
        guard let least = firsts.min(), let greatest = firsts.max(), Set(firsts).count == firsts.count else {
            return false
        }
        return firsts.count > 2 && greatest - least == firsts.count - 1
    }

    private static var ambiguousItems: BlankLines {
        .ambiguous([ItemLinesFormat.sessions.name, ItemLinesFormat.userSessions.name])
    }
}
