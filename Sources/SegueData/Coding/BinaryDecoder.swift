import Foundation

/// Bytes that cannot be decoded.
package struct BinaryDecodingError: Error, CustomStringConvertible {
    /// What is wrong.
    package let description: String

    package init(description: String) {
        self.description = description
    }
}

/// Reads what ``BinaryEncoder`` wrote; every length is checked against the bytes that are left.
package struct BinaryDecoder {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Checks that all bytes have been read.
    package func finish() throws {
        guard position == bytes.count else { throw BinaryDecodingError(description: "there are bytes behind its end") }
    }

    /// Reads the number by which a kind of value is known.
    package mutating func magic(_ expected: UInt64) throws {
        guard try number() == expected else { throw BinaryDecodingError(description: "the magic number is wrong") }
    }

    package mutating func number() throws -> UInt64 {
        guard bytes.count - position >= 8 else { throw BinaryDecodingError(description: "it ends too early") }
        defer { position += 8 }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    package mutating func string() throws -> String {
        let utf8: [UInt8] = try array()
        guard let text = String(bytes: utf8, encoding: .utf8) else {
            throw BinaryDecodingError(description: "a text is not UTF-8")
        }
        return text
    }

    package mutating func strings() throws -> [String] {
        let count = try length(elementSize: 8)
        return try (0..<count).map { _ in try string() }
    }

    package mutating func array<Number: BitwiseCopyable>(of type: Number.Type = Number.self) throws -> [Number] {
        let size = MemoryLayout<Number>.stride
        let count = try length(elementSize: size)
        let source = bytes[position..<(position + count * size)]
        position += count * size
        return [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyBytes(from: source)
            initialized = count
        }
    }

    package mutating func optionalArray<Number: BitwiseCopyable>(of type: Number.Type = Number.self) throws -> [Number]?
    {
        switch try number() {
        case 0: return nil
        case 1: return try array()
        default: throw BinaryDecodingError(description: "a flag is neither 0 nor 1")
        }
    }

    /// A length, which cannot be more than the bytes that are left allow.
    private mutating func length(elementSize: Int) throws -> Int {
        let value = try number()
        guard value <= UInt64((bytes.count - position) / elementSize) else {
            throw BinaryDecodingError(description: "a length of \(value) goes beyond its end")
        }
        return Int(value)
    }
}
