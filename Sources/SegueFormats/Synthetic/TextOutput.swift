import Foundation
import SegueFiles

/// Writes text to a file that appears when it is complete, through one buffer, without making a string a row.
struct TextOutput {
    private let writer: AtomicFileWriter
    private var buffer = [UInt8](repeating: 0, count: capacity + room)
    private var used = 0
    /// The buffer is written out when so much is in it.
    private static let capacity = 1 << 20
    /// What may be written between two calls of `flushIfFull()`.
    private static let room = 256

    /// Begins a file.
    ///
    /// - Throws: `FileError`.
    init(file: URL) throws {
        writer = try AtomicFileWriter(path: file.path)
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
        for index in stride(from: used + length - 1, through: used, by: -1) {
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        used += length
    }

    mutating func flushIfFull() throws {
        if used >= Self.capacity { try flush() }
    }

    /// Writes what is left and makes the file appear.
    mutating func close() throws {
        try flush()
        try writer.commit()
    }

    private mutating func flush() throws {
        try buffer.withUnsafeBytes { try writer.write(UnsafeRawBufferPointer(rebasing: $0[..<used])) }
        used = 0
    }
}
