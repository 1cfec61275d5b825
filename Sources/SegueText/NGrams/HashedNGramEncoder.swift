import Foundation
import SafeTensors
import SegueCore
import SegueFiles

/// Vectors of texts without a language model: counts of hashed character n-grams (Weinberger et al. 2009), divided by
/// their norm. Alike are texts that are spelled alike.
///
/// Each n-gram adds 1 or −1, by the highest bit of its hash, to the place that the hash modulo the dimension names, so
/// that n-grams which share a place cancel out on average. Nothing is learned here; a model puts a learned projection
/// behind it, or takes the counts themselves, see ``NGramProjection``.
public final class HashedNGramEncoder: TextEncoder, Sendable {
    /// The kind of encoder, as ``TextEncoder/name`` gives it.
    public static let kind = "hashed-character-ngrams"

    /// ``kind``.
    public var name: String { Self.kind }
    /// Length of a vector.
    public let dimension: Int
    /// A digest of the lengths of n-grams and of the dimension.
    public let identity: String
    /// Which n-grams are counted; their buckets are the vector's places.
    public let nGrams: CharacterNGrams

    /// Creates an encoder.
    /// - Parameters:
    ///   - dimension: Length of a vector.
    ///   - nGrams: Which n-grams are counted; the number of buckets is the dimension.
    /// - Throws: `ConfigurationError`.
    public init(dimension: Int = 512, nGrams: CharacterNGrams = CharacterNGrams()) throws {
        var nGrams = nGrams
        nGrams.bucketCount = dimension
        try nGrams.validate()
        self.nGrams = nGrams
        self.dimension = dimension
        let text = "segue \(Self.kind) 1\nscalars \(nGrams.shortest) \(nGrams.longest)\ndimension \(dimension)"
        identity = MessageDigest.sha256(of: text.utf8)
    }

    /// Encodes texts; a text without n-grams is zero.
    public func encode(_ texts: [String]) throws -> HostTensor {
        var values: [Float] = []
        values.reserveCapacity(texts.count * dimension)
        for text in texts { values += vector(of: text) }
        return HostTensor(shape: [texts.count, dimension], values: values)
    }

    private func vector(of text: String) -> [Float] {
        var vector = [Float](repeating: 0, count: dimension)
        nGrams.forEachHash(of: text) { hash in
            vector[Int(hash % UInt64(dimension))] += hash >> 63 == 0 ? 1 : -1
        }
        let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return norm > 0 ? vector.map { $0 / norm } : vector
    }
}
