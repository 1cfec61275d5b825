/// Which column of a file plays which role. A role that is not named is found by well-known column names.
///
/// A column goes by its name in the header, or by its position from 1, in files with and without header. A number is a
/// position unless the header has a column of exactly that name; values of data rows are never taken for names.
public struct ColumnMapping: Sendable, Equatable, Codable {
    /// Column of user identifiers; for data of sessions, of session identifiers.
    public var user: String?
    /// Column of item identifiers.
    public var item: String?
    /// Column of times.
    public var time: String?
    /// Column of ratings.
    public var rating: String?
    /// Column of kinds of interaction.
    public var behavior: String?
    /// Further columns to keep as `ContextColumn`s of tokens.
    public var context: [String]

    /// Names columns; nil = guess.
    public init(
        user: String? = nil, item: String? = nil, time: String? = nil, rating: String? = nil, behavior: String? = nil,
        context: [String] = []
    ) {
        self.user = user
        self.item = item
        self.time = time
        self.rating = rating
        self.behavior = behavior
        self.context = context
    }

    /// Parses `user=…,item=…,time=…,rating=…,behavior=…,context=…`; `context` may be repeated. `session` is another
    /// word for `user`, and `behaviour` is accepted too.
    ///
    /// - Throws: ``ReadError`` of kind `usage` for an unknown role, an empty name, or a role given twice.
    public init(parsing text: String) throws {
        self.init()
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[1].isEmpty else {
                throw Self.usage("\"\(part)\" is not of the form role=column")
            }
            try assign(String(pair[1]), to: String(pair[0]))
        }
    }

    /// Everything that is named.
    var names: [String] { [user, item, time, rating, behavior].compactMap { $0 } + context }

    /// The index, from 0, that a position from 1 means; nil for a name and for what is no position.
    static func index(of name: String) -> Int? { Int(name).flatMap { $0 >= 1 ? $0 - 1 : nil } }

    /// Whether nothing is named.
    public var isEmpty: Bool { self == ColumnMapping() }

    private mutating func assign(_ name: String, to role: String) throws {
        switch role {
        case "user", "session": try Self.set(&user, name, role)
        case "item": try Self.set(&item, name, role)
        case "time": try Self.set(&time, name, role)
        case "rating": try Self.set(&rating, name, role)
        case "behavior", "behaviour": try Self.set(&behavior, name, role)
        case "context": context.append(name)
        default: throw Self.usage("\"\(role)\" is not a role of a column")
        }
    }

    private static func set(_ slot: inout String?, _ name: String, _ role: String) throws {
        guard slot == nil else { throw usage("the role \"\(role)\" is given twice") }
        slot = name
    }

    private static func usage(_ problem: String) -> ReadError {
        ReadError(
            .usage, path: "--columns", problem: problem,
            remedy: "Write for example user=visitor,item=product,time=timestamp,rating=stars,context=device.")
    }
}
