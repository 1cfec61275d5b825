import SegueBundle
import SegueCore
import SegueFormats

/// Reads pairs of a user and an item from a file of any length: CSV, or fields with tabs between them; a heading that names
/// the columns `user`, `item` and by choice `time` says where they stand, else there must be two.
struct PairFile {
    private var lines: LineFile
    private let separator: Character
    private var columns: (user: Int, item: Int, time: Int?) = (user: 0, item: 1, time: nil)
    private var fieldCount = 2
    private var number = 0
    /// A first line that is no heading.
    private var first: [String]?

    /// Opens a file and reads its first line.
    /// - Parameter path: Its path; `-` for standard input.
    init(_ path: String) throws {
        lines = try LineFile(path)
        separator = lines.beginning.prefix { $0 != UInt8(ascii: "\n") }.contains(UInt8(ascii: "\t")) ? "\t" : ","
        guard let fields = try nextFields() else { return }
        if let columns = Self.heading(fields) {
            self.columns = columns
            fieldCount = fields.count
        } else {
            first = fields
        }
    }

    /// The next pairs, `count` of them or those that are left.
    /// - Throws: `IdentifierError` naming the line.
    mutating func next(_ count: Int) throws -> [Predictor.Request] {
        var requests: [Predictor.Request] = []
        requests.reserveCapacity(min(count, 1 << 16))
        while requests.count < count, let fields = try first ?? nextFields() {
            first = nil
            guard fields.count == fieldCount, !fields[columns.user].isEmpty, !fields[columns.item].isEmpty else {
                throw failure(
                    fieldCount == 2
                        ? "expected a user and an item with a comma or a tab between them, as in `42,1193`"
                        : "expected \(fieldCount) fields as in the heading, with a user and an item")
            }
            let time = columns.time.map { fields[$0] } ?? ""
            let second = time.isEmpty ? nil : TimeParsing.second(of: time)
            guard time.isEmpty || second != nil else {
                throw failure(
                    "'\(time)' is no time; expected seconds since 1970, or a date and time as 2026-03-01T20:15:00Z")
            }
            requests.append(Predictor.Request(user: fields[columns.user], item: fields[columns.item], time: second))
        }
        return requests
    }

    private static func heading(_ fields: [String]) -> (user: Int, item: Int, time: Int?)? {
        func position(_ names: [String]) -> Int? {
            fields.firstIndex { names.contains($0.lowercased().filter { !"_- ".contains($0) }) }
        }
        guard let user = position(["user", "userid"]), let item = position(["item", "itemid", "movieid"]) else {
            return nil
        }
        return (user, item, position(["time", "timestamp", "datetime"]))
    }

    /// The fields of the next line that is not empty.
    private mutating func nextFields() throws -> [String]? {
        while let line = try lines.next() {
            number += 1
            if !line.isEmpty { return try fields(of: line) }
        }
        return nil
    }

    private func fields(of line: String) throws -> [String] {
        guard line.contains("\"") else {
            return line.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        }
        var (fields, field, isQuoted) = ([String](), "", false)
        var characters = line[...]
        while let character = characters.popFirst() {
            switch character {
            case "\"" where isQuoted && characters.first == "\"":
                field.append("\"")
                characters.removeFirst()
            case "\"" where isQuoted || field.isEmpty: isQuoted.toggle()
            case separator where !isQuoted:
                fields.append(field)
                field = ""
            default: field.append(character)
            }
        }
        guard !isQuoted else { throw failure("a quote is opened and not closed on the line") }
        return fields + [field]
    }

    private func failure(_ problem: String) -> IdentifierError {
        IdentifierError(location: "\(lines.name):\(number)", problem: problem)
    }
}
