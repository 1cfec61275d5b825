import Foundation

/// A value that can be written as bytes and read again.
package protocol BinaryCodable {
    /// Writes the value.
    func encode(to encoder: BinaryEncoder) throws

    /// Reads a value.
    ///
    /// - Throws: ``BinaryDecodingError`` when the bytes are damaged.
    init(from decoder: inout BinaryDecoder) throws
}

extension BinaryCodable {
    /// The value as bytes, for which so many are reserved.
    func data(capacity: Int = 0) -> Data {
        var data = Data(capacity: capacity)
        // A sink that only appends cannot fail.
        try? encode(to: BinaryEncoder { data.append(contentsOf: $0) })
        return data
    }

    /// Reads a value that all bytes make up.
    ///
    /// - Parameter failure: the error to throw when they are damaged, from what is wrong.
    init(data: Data, failure: (_ problem: String) -> any Error) throws {
        do {
            self = try data.withUnsafeBytes { bytes in
                var decoder = BinaryDecoder(bytes)
                let value = try Self(from: &decoder)
                try decoder.finish()
                return value
            }
        } catch let error as BinaryDecodingError {
            throw failure(error.description)
        }
    }
}
