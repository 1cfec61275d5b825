import Foundation

extension Vocabulary: BinaryCodable {
    private static let magic: UInt64 = 0x0031_4243_4F56_4753  // "SGVOCB1"

    /// The vocabulary as bytes, for files: magic number, positions, text; little-endian.
    public func encoded() -> Data { data(capacity: bytes.count + offsets.count * 4 + 32) }

    /// Restores a vocabulary from bytes.
    ///
    /// - Throws: ``VocabularyError`` when the bytes are damaged, hold an identifier twice, or hold one that is not UTF-8.
    public init(encoded: Data) throws {
        try self.init(data: encoded) { VocabularyError.malformed(problem: $0) }
    }

    package func encode(to encoder: BinaryEncoder) throws {
        try encoder.put(Self.magic)
        try encoder.put(offsets)
        try encoder.put(bytes)
    }

    package init(from decoder: inout BinaryDecoder) throws {
        self.init()
        try decoder.magic(Self.magic)
        let ends: [UInt32] = try decoder.array()
        let text: [UInt8] = try decoder.array()
        guard ends.first == 0, Int(ends.last ?? 1) == text.count, ends.count - 1 < Int(Int32.max) else {
            throw BinaryDecodingError(description: "positions and text do not fit each other")
        }
        try text.withUnsafeBytes { text in
            guard UTF8Validation.firstInvalidOffset(in: text) == nil else {
                throw BinaryDecodingError(description: "an identifier is not UTF-8")
            }
            for (start, end) in zip(ends, ends.dropFirst()) {
                guard start <= end, Int(end) <= text.count else {
                    throw BinaryDecodingError(description: "the positions fall or go beyond the text")
                }
                let id = UnsafeRawBufferPointer(rebasing: text[Int(start)..<Int(end)])
                guard (id.first ?? 0) & 0xC0 != 0x80 else {
                    throw BinaryDecodingError(description: "an identifier begins within a character")
                }
                let before = count
                insert(utf8: id)
                guard count > before else { throw BinaryDecodingError(description: "an identifier occurs twice") }
            }
        }
    }
}
