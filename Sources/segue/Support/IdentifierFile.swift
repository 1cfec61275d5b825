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
    private static let chunkSize = 1 << 16

    private let name: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    /// Where the bytes begin that were not handed out yet.
    private var position = 0
    private var isAtEnd = false
    private var line = 0
    /// The ids of a JSON array, last first.
    private var array: [String]?

    /// Opens a file.
    /// - Parameter path: Its path; `-` for standard input.
    init(_ path: String) throws {
        let isStandardInput = path == "-"
        name = isStandardInput ? "standard input" : path
        handle = isStandardInput ? .standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        do {
            try fill()
        } catch {
            throw IdentifierError(location: name, problem: "this cannot be read: \(SystemErrorText.reason(of: error))")
        }
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        guard Identifiers.isJSON(buffer[position...]) else { return }
        while !isAtEnd { try fill() }
        array = try Identifiers.json(Data(buffer[position...]), location: name).reversed()
    }

    /// The next id; nil at the end. Empty lines are none.
    mutating func next() throws -> String? {
        if array != nil { return array?.popLast() }
        while var text = try nextLine() {
            line += 1
            if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
            guard !text.isEmpty else { continue }
            guard let id = String(validating: text, as: UTF8.self) else {
                throw IdentifierError(location: "\(name):\(line)", problem: "the line is not UTF-8")
            }
            return id
        }
        return nil
    }

    /// All ids that are left.
    mutating func all() throws -> [String] {
        var ids: [String] = []
        while let id = try next() { ids.append(id) }
        return ids
    }

    /// The next line, without its end. Every byte is looked at once, however long the line.
    private mutating func nextLine() throws -> ArraySlice<UInt8>? {
        var searched = 0
        while true {
            if let end = buffer[(position + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return buffer[position..<end]
            }
            searched = buffer.count - position
            guard isAtEnd else {
                try fill()
                continue
            }
            defer { position = buffer.count }
            return searched == 0 ? nil : buffer[position...]
        }
    }

    /// Reads on, in place of what was handed out.
    private mutating func fill() throws {
        let chunk = try handle.read(upToCount: Self.chunkSize) ?? Data()
        isAtEnd = chunk.isEmpty
        buffer.removeFirst(position)
        position = 0
        buffer += chunk
    }
}
