import SegueCore

/// Finds the column of every role: the one that the options give, else the one that the format says, else one with a
/// well-known name.
struct ColumnResolver {
    /// The columns' names, or positions when there is no header.
    let names: [String]
    /// Whether ``names`` stand in the file.
    let hasNames: Bool
    /// Whether columns have positions; the keys of JSON objects have none.
    var hasPositions = true
    /// What the options give.
    let mapping: ColumnMapping
    /// What the format says for roles that the options do not give; columns that are not there are passed over.
    var defaults = ColumnMapping()
    /// Path and line for messages.
    let path: String
    let line: Int

    /// The roles of the columns; times are not understood yet.
    ///
    /// - Throws: ``ReadError`` of kind `format` when a column that the options give does not exist, when it has two roles, or
    ///   when there is no user or item.
    func layout() throws -> InteractionLayout {
        var taken = try explicitPositions()
        func find(_ role: WritableKeyPath<ColumnMapping, String?>, _ known: [String]) throws -> Int? {
            if let given = mapping[keyPath: role] { return try position(of: given) }
            guard let found = automatic(defaults[keyPath: role], known, taken) else { return nil }
            taken.insert(found)
            return found
        }
        guard let user = try find(\.user, ColumnNames.users) ?? find(\.user, ColumnNames.sessions) else {
            throw missing("user")
        }
        guard let item = try find(\.item, ColumnNames.items) else { throw missing("item") }
        var layout = InteractionLayout(fieldCount: names.count, user: user, item: item)
        layout.time = try find(\.time, ColumnNames.times)
        layout.rating = try find(\.rating, ColumnNames.ratings)
        layout.behavior = try find(\.behavior, ColumnNames.behaviors)
        layout.contexts = try contexts(taken)
        layout.titles = automatic(nil, ColumnNames.titles, taken).map { [$0] } ?? []
        layout.category = automatic(nil, ColumnNames.categories, taken)
        return layout
    }

    private func contexts(_ taken: Set<Int>) throws -> [InteractionLayout.Context] {
        if !mapping.context.isEmpty {
            var seen: Set<Int> = []
            return try mapping.context.map { name in
                let index = try position(of: name)
                guard seen.insert(index).inserted else {
                    throw usage("the column \"\(name)\" is kept twice as context")
                }
                return InteractionLayout.Context(name: name, field: index)
            }
        }
        let found = defaults.context.compactMap { automatic($0, [], taken) }
        if !found.isEmpty || mapping.user != nil {
            return found.map { InteractionLayout.Context(name: names[$0], field: $0) }
        }
        return automatic(nil, ColumnNames.sessions, taken).map { [.init(name: names[$0], field: $0)] } ?? []
    }

    /// The columns that the options give, of which no two may be the same.
    private func explicitPositions() throws -> Set<Int> {
        let given = [mapping.user, mapping.item, mapping.time, mapping.rating, mapping.behavior].compactMap { $0 }
        var taken: Set<Int> = []
        for name in given {
            guard taken.insert(try position(of: name)).inserted else {
                throw usage("the column \"\(name)\" is given two roles")
            }
        }
        return taken
    }

    /// The column that the format says, else one with a well-known name; none that is taken.
    private func automatic(_ given: String?, _ known: [String], _ taken: Set<Int>) -> Int? {
        if let given, let index = names.firstIndex(of: given), !taken.contains(index) { return index }
        guard hasNames else { return nil }
        let plain = names.map(ColumnNames.plain)
        return known.lazy.compactMap { name in
            plain.indices.first { plain[$0] == name && !taken.contains($0) }
        }.first
    }

    /// The column of a name, or of a position from 1 where no column has that name.
    private func position(of wanted: String) throws -> Int {
        let indices = hasNames ? names.indices.filter { names[$0] == wanted } : []
        if indices.count == 1 { return indices[0] }
        guard indices.isEmpty else {
            throw error(
                "\(indices.count) columns are named \"\(wanted)\"", "Give the position of the one that is meant.")
        }
        if hasPositions, let index = ColumnMapping.index(of: wanted), names.indices.contains(index) { return index }
        let nearest = hasNames ? NearestName.find(wanted, among: names) : nil
        throw error(
            "there is no column \"\(wanted)\"", (nearest.map { "Did you mean \"\($0)\"? " } ?? "") + remedy)
    }

    private var remedy: String {
        if !hasNames { return "The file has no header: its \(names.count) columns go by position, from 1." }
        return "The columns are: \(names.joined(separator: ", "))."
    }

    private func missing(_ role: String) -> ReadError {
        guard hasNames else {
            return error(
                "the file has \(names.count) columns and no header that tells which is the \(role)",
                "Give the positions of its columns, as --columns user=1,item=2,time=3.")
        }
        return error(
            "no column is known to be the \(role); the columns are: \(names.joined(separator: ", "))",
            "Name it with --columns \(role)=….")
    }

    private func usage(_ problem: String) -> ReadError {
        ReadError(
            .usage, path: "--columns", problem: problem, remedy: "Give every role a column of its own. " + remedy)
    }

    private func error(_ problem: String, _ remedy: String) -> ReadError {
        ReadError(.format, path: path, line: line, problem: problem, remedy: remedy)
    }
}
