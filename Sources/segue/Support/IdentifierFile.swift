import Foundation
import SegueCore
import SegueFiles

/// Ids of items or users as people and programs write them down: on the command line or in a file.
enum Identifiers {
    /// Ids separated by commas, or a JSON array, in which ids may hold commas, blanks and anything else.
    static func list(_ text: String, option: String) throws -> [String] {
        if isJSON(text.utf8) { return try json(Data(text.utf8), location: option) }
        return text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    static func isJSON(_ text: some Sequence<UInt8>) -> Bool {
        text.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "[")
    }

    /// A JSON array of texts or whole numbers.
    static func json(_ data: Data, location: String) throws -> [String] {
        func failure(_ problem: String) -> IdentifierError {
            IdentifierError(
                location: location, problem: "\(problem); expected a JSON array of ids, as [\"a,b\", \"c\"]")
        }
        let values: [JSONValue]
        do { values = try JSONDecoder().decode([JSONValue].self, from: data) } catch {
            throw failure("this is not JSON")
        }
        return try values.enumerated().map { index, value in
            switch value {
            case .string(let id): id
            case .integer(let id): "\(id)"
            default: throw failure("element \(index + 1) is neither a text nor a whole number")
            }
        }
    }
}

/// Ids that cannot be read.
struct IdentifierError: Error, CustomStringConvertible, ExitCodeProviding {
    let location: String
    let problem: String
    var description: String { "\(location): \(problem)" }
    var exitCode: Int32 { ExitCode.badData }
}

/// Reads ids from a file, one a line or all in one JSON array; the lines one after the other, however many there are.
struct IdentifierFile {
    private var lines: LineFile
    /// The ids of a JSON array, last first.
    private var array: [String]?

    /// Opens a file.
    /// - Parameter path: Its path; `-` for standard input.
    init(_ path: String) throws {
        lines = try LineFile(path)
        guard Identifiers.isJSON(lines.beginning) else { return }
        array = try Identifiers.json(lines.rest(), location: lines.name).reversed()
    }

    /// The next id; nil at the end. Empty lines are none.
    mutating func next() throws -> String? {
        if array != nil { return array?.popLast() }
        while let line = try lines.next() {
            if !line.isEmpty { return line }
        }
        return nil
    }

    /// All ids that are left.
    mutating func all() throws -> [String] {
        var ids: [String] = []
        while let id = try next() { ids.append(id) }
        return ids
    }
}
