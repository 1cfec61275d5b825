import SegueCore

/// Character n-grams of a text, hashed into a fixed number of buckets: a description of texts that needs no language
/// model and knows no meaning, only spelling.
///
/// Each word, cleaned and in lower case as ``WordSplitter`` has it, is put between `<` and `>`; its n-grams are all
/// runs of so many Unicode scalars (Bojanowski et al. 2017). The bucket of an n-gram is its hash modulo the number of
/// buckets, the hash FNV-1a of 64 bits over its UTF-8 (offset 14695981039346656037, prime 1099511628211), followed by
/// the finalizer of MurmurHash3 because the upper bits of FNV's short keys are alike. The hash is part of the format:
/// it never changes.
public struct CharacterNGrams: Codable, Sendable, Equatable {
    /// Scalars of the shortest n-gram, the marks included.
    public var shortest = 3
    /// Scalars of the longest.
    public var longest = 5
    /// Number of buckets.
    public var bucketCount = 1 << 15

    /// Three to five scalars, 32,768 buckets.
    public init() {}

    /// How often a text has n-grams of a bucket.
    public struct Count: Sendable, Equatable {
        /// Bucket, from 0.
        public let bucket: Int
        /// Number of n-grams in it.
        public let count: Int
    }

    /// Checks the sizes.
    /// - Throws: `ConfigurationError` with the field's name.
    public func validate() throws {
        try ConfigurationCheck.atLeast(1, shortest, field: "shortest", atMost: 64)
        try ConfigurationCheck.atLeast(shortest, longest, field: "longest", atMost: 64)
        try ConfigurationCheck.atLeast(1, bucketCount, field: "bucketCount")
    }

    /// The buckets of a text, rising.
    public func counts(of text: String) -> [Count] {
        var counts: [Int: Int] = [:]
        forEachHash(of: text) { counts[Int($0 % UInt64(bucketCount)), default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.map { Count(bucket: $0.key, count: $0.value) }
    }

    /// Calls `body` with the hash of each n-gram, in the order of the text.
    func forEachHash(of text: String, _ body: (UInt64) -> Void) {
        let split = WordSplitter().split(text)
        for word in split.words {
            let marked = [UInt8(ascii: "<")] + split.bytes[word.range] + [UInt8(ascii: ">")]
            // Where scalars begin, and the end.
            let starts = marked.indices.filter { marked[$0] & 0xC0 != 0x80 } + [marked.count]
            for length in shortest...max(shortest, longest) {
                for first in 0..<max(0, starts.count - length) {
                    body(Self.hash(marked[starts[first]..<starts[first + length]]))
                }
            }
        }
    }

    /// The hash of an n-gram, see above.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }
}
