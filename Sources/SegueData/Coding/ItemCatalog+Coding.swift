import Foundation
import SegueCore

extension ItemCatalog: BinaryCodable {
    private static let magic: UInt64 = 0x0031_5441_434D_5449  // "ITMCAT1"

    /// The catalog as bytes, for files; little-endian.
    public func encoded() -> Data { data() }

    /// Restores a catalog from bytes.
    ///
    /// - Throws: ``CatalogDecodingError`` when they are damaged.
    public init(encoded: Data) throws {
        try self.init(data: encoded) { CatalogDecodingError(problem: $0) }
    }

    package func encode(to encoder: BinaryEncoder) throws {
        try encoder.put(Self.magic)
        try ids.encode(to: encoder)
        try encoder.put(titles)
        try categories.encode(to: encoder)
        try encoder.put(categoryOffsets)
        try encoder.put(categoryIndices)
        try encoder.put(UInt64(features.count))
        for feature in features { try feature.encode(to: encoder) }
    }

    package init(from decoder: inout BinaryDecoder) throws {
        try decoder.magic(Self.magic)
        let ids = try Vocabulary(from: &decoder)
        let titles = try decoder.strings()
        let categories = try Vocabulary(from: &decoder)
        let offsets: [Int] = try decoder.array()
        let indices: [Int32] = try decoder.array()
        let features = try ContextColumn.list(from: &decoder)
        let rises = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
        guard titles.count == ids.count, offsets.count == ids.count + 1, offsets.first == 0, rises,
            offsets.last == indices.count, features.allSatisfy({ $0.count == ids.count }),
            indices.allSatisfy({ $0 >= 1 && Int($0) <= categories.count })
        else { throw BinaryDecodingError(description: "the parts of the catalog do not fit each other") }
        self.init(
            ids: ids, titles: titles, categories: categories, categoryOffsets: offsets, categoryIndices: indices,
            features: features)
    }
}

/// Bytes that are not a catalog.
public struct CatalogDecodingError: Error, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// What is wrong.
    public let problem: String

    /// What is wrong and what to do.
    public var description: String { "These bytes are not an encoded catalog: \(problem). Write the file again." }

    /// Always `ExitCode.badData`.
    public var exitCode: Int32 { ExitCode.badData }
}
