import Foundation
import SegueData

/// Writes text to a file through one buffer, without making a string a row.
struct TextOutput {
    private let file: URL
    private let handle: FileHandle
    private var buffer = [UInt8](repeating: 0, count: capacity + room)
    private var used = 0
    /// The buffer is written out when so much is in it.
    private static let capacity = 1 << 20
    /// What may be written between two calls of `flushIfFull()`.
    private static let room = 256

    /// Creates the file, or empties the one that is there.
    ///
    /// - Throws: `PreparationError.cannotWrite`.
    init(file: URL) throws {
        guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
            throw PreparationError.cannotWrite(
                path: file.path, problem: "the file cannot be created; check that the directory exists and is writable")
        }
        do {
            handle = try FileHandle(forWritingTo: file)
        } catch {
            throw PreparationError.cannotWrite(path: file.path, problem: error.localizedDescription)
        }
        self.file = file
    }

    mutating func write(_ text: String) throws {
        for byte in text.utf8 {
            write(byte: byte)
            try flushIfFull()
        }
    }

    mutating func write(byte: UInt8) {
        buffer[used] = byte
        used += 1
    }

    /// Writes a whole number ≥ 0 in decimal digits.
    mutating func write(number: Int) {
        var rest = UInt(max(0, number))
        var length = 1
        var bound: UInt = 10
        while length < 19, rest >= bound {
            length += 1
            bound *= 10
        }
        for place in stride(from: used + length - 1, through: used, by: -1) {
            buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        used += length
    }

    mutating func flushIfFull() throws {
        if used >= Self.capacity { try flush() }
    }

    mutating func close() throws {
        try flush()
        do {
            try handle.close()
        } catch {
            throw PreparationError.cannotWrite(path: file.path, problem: error.localizedDescription)
        }
    }

    /// Closes and removes what was written so far, after a failure.
    func discard() {
        try? handle.close()
        try? FileManager.default.removeItem(at: file)
    }

    private mutating func flush() throws {
        do {
            try handle.write(contentsOf: buffer[..<used])
        } catch {
            throw PreparationError.cannotWrite(path: file.path, problem: error.localizedDescription)
        }
        used = 0
    }
}
