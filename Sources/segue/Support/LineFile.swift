import Foundation
import SegueFiles

/// Reads a file of UTF-8 line by line, however many there are.
struct LineFile {
    private static let chunkSize = 1 << 16

    /// What to call it in messages.
    let name: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    /// Where the bytes begin that were not handed out yet.
    private var position = 0
    private var isAtEnd = false
    private var line = 0

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
    }

    /// The bytes that were read but not handed out.
    var beginning: ArraySlice<UInt8> { buffer[position...] }

    /// All bytes that were not handed out.
    mutating func rest() throws -> Data {
        while !isAtEnd { try fill() }
        return Data(beginning)
    }

    /// The next line, without its end; nil at the end.
    /// - Throws: ``IdentifierError`` naming the line when it is not UTF-8.
    mutating func next() throws -> String? {
        guard var bytes = try nextLine() else { return nil }
        line += 1
        if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw IdentifierError(location: "\(name):\(line)", problem: "the line is not UTF-8")
        }
        return text
    }

    /// The next lines, `count` of them or those that are left.
    mutating func next(_ count: Int) throws -> [String] {
        var lines: [String] = []
        while lines.count < count, let line = try next() { lines.append(line) }
        return lines
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
