import Foundation

/// Writes numbers, texts and arrays one after another: little-endian, each array behind its length.
package struct BinaryEncoder {
    private let sink: (UnsafeRawBufferPointer) throws -> Void

    /// Passes all bytes to `sink`.
    package init(sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.sink = sink
    }

    package func put(_ value: UInt64) throws {
        try withUnsafeBytes(of: value.littleEndian) { try sink($0) }
    }

    package func put(_ text: String) throws {
        try put(Array(text.utf8))
    }

    package func put(_ texts: [String]) throws {
        try put(UInt64(texts.count))
        for text in texts { try put(text) }
    }

    /// Numbers in the machine's byte order; the magic number of a file tells another order apart.
    package func put<Number: BitwiseCopyable>(_ numbers: [Number]) throws {
        try put(UInt64(numbers.count))
        try numbers.withUnsafeBytes { try sink($0) }
    }

    /// One byte that says whether there is an array, then the array.
    package func put<Number: BitwiseCopyable>(optional numbers: [Number]?) throws {
        try put(UInt64(numbers == nil ? 0 : 1))
        if let numbers { try put(numbers) }
    }
}
