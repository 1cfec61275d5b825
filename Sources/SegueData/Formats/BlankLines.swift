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
            self = Self.items(rows)
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
        let columns = [2, 1, 3].map { place in rows.compactMap { place < $0.count ? FieldKind.number($0[place]) : nil }
        }
        let (third, fourth) = (columns[0], columns[2])
        let itemsAreSmall = columns[1].allSatisfy { $0 < smallestTime }
        func areTimes(_ values: [Double]) -> Bool {
            values.count == rows.count && itemsAreSmall && values.allSatisfy { $0 >= smallestTime }
        }
        if rows[0].count == 4 {
            guard third.count == rows.count, areTimes(fourth) else { return nil }
            return .table(ColumnMapping(user: "1", item: "2", time: "4", rating: "3"))
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
        return .ambiguous([BlankSeparatedFormat().name, ItemLinesFormat.sessions.name])
    }

    /// Lines of items, with or without their user before them: a user's number rises by one from line to line.
    private static func items(_ rows: [[String]]) -> BlankLines {
        let firsts = rows.compactMap { $0.first.flatMap { Int($0) } }
        let pairs = zip(firsts, firsts.dropFirst())
        guard firsts.count == rows.count, pairs.allSatisfy({ $0 < $1 }) else { return .numberedItems }
        let steps = pairs.count { $0 + 1 == $1 }
        if rows.count >= 2, steps == rows.count - 1 { return .namedItems }
        if rows.count >= 10, steps * 5 >= rows.count * 4 { return .namedItems }
        return .ambiguous([ItemLinesFormat.sessions.name, ItemLinesFormat.userSessions.name])
    }
}
