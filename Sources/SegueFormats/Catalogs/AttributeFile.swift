import Foundation
import SegueData
import SegueFiles

/// A file of attributes of items or users: any columns, one of them the identifier.
///
/// The identifier's column is found by its name, else it is the first. For items, a column called `title` or `name`
/// becomes the title, and one called `genres`, `categories`, `category` or `tags`, or one of several words per cell, the
/// categories. Every other column becomes a feature: of numbers when all its values are numbers, else of texts.
struct AttributeFile {
    /// What the file is about.
    enum Subject: String {
        case items, users
    }

    let path: String
    let subject: Subject

    private static let endings = ["csv", "tsv", "jsonl", "json"]

    /// The file of a subject in the folder of the interactions, by its name: `items.csv`, `users.tsv` and the like.
    static func beside(_ interactions: String, _ subject: Subject) -> AttributeFile? {
        for ending in endings {
            for path in [ending, ending + ".gz"].map({
                SidecarTable.sibling("\(subject.rawValue).\($0)", of: interactions)
            })
            where FileManager.default.fileExists(atPath: path) && !isSame(path, interactions) {
                return AttributeFile(path: path, subject: subject)
            }
        }
        return nil
    }

    /// Whether two paths lead to the same file, however they are written.
    private static func isSame(_ path: String, _ other: String) -> Bool {
        FileStatus.resolved(path) == FileStatus.resolved(other)
    }

    /// Reads a file about items.
    ///
    /// - Throws: ``ReadError``.
    func items(maximumBadRows: Int) throws -> ItemCatalog {
        let table = try AttributeTable(path: path, maximumBadRows: maximumBadRows)
        let identifier = identifierColumn(of: table, known: ColumnNames.items)
        let names = table.columns.map { ColumnNames.plain($0.name) }
        let title =
            (ColumnNames.titles + ["name"]).lazy.compactMap { names.firstIndex(of: $0) }.first
            ?? names.firstIndex { $0.contains("title") }
        var builder = ItemCatalogBuilder()
        try forEachRow(of: table, identifier: identifier, maximumBadRows) { id, row in
            var item = ItemCatalog.Item(id: id)
            for (index, column) in table.columns.enumerated() where index != identifier {
                if index == title {
                    item.title = row[index].isEmpty ? nil : row[index]
                } else if column.kind == .words || ColumnNames.categories.contains(names[index]) {
                    item.categories += Self.parts(row[index], column.kind)
                } else {
                    Self.add(row[index], column, &item.texts, &item.numbers)
                }
            }
            builder.add(item)
        }
        return builder.build()
    }

    /// Reads a file about users.
    ///
    /// - Throws: ``ReadError``.
    func users(maximumBadRows: Int) throws -> UserCatalog {
        let table = try AttributeTable(path: path, maximumBadRows: maximumBadRows)
        let identifier = identifierColumn(of: table, known: ColumnNames.users)
        var users: [UserCatalog.User] = []
        try forEachRow(of: table, identifier: identifier, maximumBadRows) { id, row in
            var user = UserCatalog.User(id: id)
            for (index, column) in table.columns.enumerated() where index != identifier {
                Self.add(row[index], column, &user.texts, &user.numbers)
            }
            users.append(user)
        }
        return UserCatalog(users)
    }

    private func identifierColumn(of table: AttributeTable, known: [String]) -> Int {
        let names = table.columns.map { ColumnNames.plain($0.name) }
        return (known + ["id"]).lazy.compactMap { names.firstIndex(of: $0) }.first ?? 0
    }

    private func forEachRow(
        of table: AttributeTable, identifier: Int, _ maximumBadRows: Int, _ body: (String, [String]) -> Void
    ) throws {
        var ledger = BadRowLedger(path: path, maximum: max(maximumBadRows, 0))
        for (row, line) in zip(table.rows, table.lines) {
            let id = row[identifier].trimmingCharacters(in: .whitespaces)
            guard !id.isEmpty else {
                let problem = RowProblem(offset: 0, message: "no \(table.columns[identifier].name)")
                try ledger.record(problem, line: line, lineStart: 0)
                continue
            }
            body(id, row)
        }
    }

    private static func add(
        _ value: String, _ column: AttributeTable.Column, _ texts: inout [String: String],
        _ numbers: inout [String: Float]
    ) {
        if column.kind == .number {
            if let number = Float(value), number.isFinite { numbers[column.name] = number }
        } else if !value.isEmpty {
            texts[column.name] = value
        }
    }

    /// The categories of a cell: separated by `|`, in atomic files by blanks, in JSON the members of an array.
    private static func parts(_ value: String, _ kind: AttributeTable.Kind) -> [String] {
        if value.contains(AttributeTable.listSeparator) {
            return value.components(separatedBy: AttributeTable.listSeparator).filter { !$0.isEmpty }
        }
        guard kind == .words else { return SidecarTable.genres(value) }
        return value.split(separator: " ").map(String.init)
    }
}
