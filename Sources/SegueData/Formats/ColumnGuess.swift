/// Finds the columns of a file by the names that the options give, else by well-known names.
struct ColumnGuess {
    static let users = [
        "user_id", "userid", "user", "visitorid", "visitor_id", "customer_id", "uid", "reviewerid",
    ]
    private static let sessions = ["session_id", "sessionid", "session"]
    static let items = [
        "item_id", "itemid", "item", "movieid", "movie_id", "product_id", "productid", "track_id", "article_id", "iid",
        "asin", "parent_asin", "book_id", "business_id",
    ]
    private static let times = [
        "timestamp", "time", "unixreviewtime", "datetime", "date", "event_time", "ts", "unix_timestamp", "created_at",
    ]
    private static let ratings = ["rating", "stars", "score", "overall", "ratings"]
    private static let behaviours = ["behaviour", "behavior", "event", "event_type", "action", "behavior_type"]

    /// The columns' names in the file.
    let names: [String]
    /// The names that the options give.
    let mapping: ColumnMapping
    /// Path for messages.
    let path: String
    /// Whether the names stand in the file; otherwise columns go by number.
    var hasHeader = true

    /// Whether user and item are there.
    var isComplete: Bool {
        let lowered = Set(names.map { $0.lowercased() })
        return (mapping.user != nil || !lowered.isDisjoint(with: Self.users + Self.sessions))
            && (mapping.item != nil || !lowered.isDisjoint(with: Self.items))
    }

    /// The roles of the columns.
    ///
    /// - Throws: ``ReadError`` of kind `format` when a named column does not exist, or when there is no user or item.
    func layout(timeEncoding: (Int) -> TimeEncoding) throws -> InteractionLayout {
        guard let user = try position(mapping.user, among: Self.users) ?? position(nil, among: Self.sessions) else {
            throw missing("user")
        }
        guard let item = try position(mapping.item, among: Self.items) else { throw missing("item") }
        var layout = InteractionLayout(fieldCount: names.count, user: user, item: item)
        layout.time = try position(mapping.time, among: Self.times)
        if let time = layout.time { layout.timeEncoding = timeEncoding(time) }
        layout.rating = try position(mapping.rating, among: Self.ratings)
        layout.behaviour = try position(mapping.behaviour, among: Self.behaviours)
        var contexts = mapping.context
        if mapping.user == nil, contexts.isEmpty, let session = try position(nil, among: Self.sessions), session != user
        {
            contexts = [names[session]]
        }
        layout.contexts = try contexts.map { name in
            guard let field = try position(name, among: []) else { throw missing(name) }
            return InteractionLayout.Context(name: name, field: field)
        }
        return layout
    }

    private func position(_ wanted: String?, among known: [String]) throws -> Int? {
        if let wanted {
            if let place = names.firstIndex(of: wanted) { return place }
            if !hasHeader, let number = Int(wanted), number >= 1, number <= names.count { return number - 1 }
            throw ReadError(
                .format, path: path, line: 1, problem: "there is no column \"\(wanted)\"",
                remedy: "The columns are: \(names.joined(separator: ", ")).")
        }
        let lowered = names.map { $0.lowercased() }
        return known.lazy.compactMap { lowered.firstIndex(of: $0) }.first
    }

    private func missing(_ role: String) -> ReadError {
        ReadError(
            .format, path: path, line: 1,
            problem: "no column is known to be the \(role); the columns are: \(names.joined(separator: ", "))",
            remedy: "Name it with --columns \(role)=….")
    }
}
