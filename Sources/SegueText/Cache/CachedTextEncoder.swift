import SafeTensors

/// An encoder that computes a text's vector once and then finds it on the disk.
public final class CachedTextEncoder: TextEncoder {
    private let encoder: any TextEncoder
    private let cache: VectorCache
    /// Texts that were found, and texts that were computed, so far.
    public private(set) var counts = (found: 0, computed: 0)

    /// Puts a cache, which must be the encoder's own, in front of an encoder.
    public init(_ encoder: any TextEncoder, cache: VectorCache) {
        self.encoder = encoder
        self.cache = cache
    }

    /// As of the encoder behind it.
    public var name: String { encoder.name }
    /// As of the encoder behind it.
    public var dimension: Int { encoder.dimension }
    /// As of the encoder behind it.
    public var identity: String { encoder.identity }

    /// Encodes texts; those that the cache lacks are computed together and added to it.
    public func encode(_ texts: [String]) throws -> HostTensor {
        var vectors = texts.map(cache.vector)
        let missing = vectors.indices.filter { vectors[$0] == nil }
        if !missing.isEmpty {
            let values = try encoder.encode(missing.map { texts[$0] }).array(of: Float.self)
            for (row, place) in missing.enumerated() {
                vectors[place] = Array(values[row * dimension..<(row + 1) * dimension])
            }
            try cache.add(missing.map { (texts[$0], vectors[$0] ?? []) })
        }
        counts = (counts.found + texts.count - missing.count, counts.computed + missing.count)
        return HostTensor(shape: [texts.count, dimension], values: vectors.flatMap { $0 ?? [] })
    }
}
