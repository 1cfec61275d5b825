/// Hashed n-grams of some texts, as a model's input: which buckets, and how much of a text each one is.
public struct NGramBatch: Sendable, Equatable {
    /// Buckets of all texts one after another.
    public private(set) var buckets: [Int64] = []
    /// What each counts: its share in the Euclidean norm of its text's counts.
    public private(set) var weights: [Float] = []
    /// Where each text begins.
    public private(set) var starts: [Int64] = []

    /// Counts the n-grams of texts.
    public init(_ texts: [String], nGrams: CharacterNGrams = CharacterNGrams()) {
        for text in texts {
            starts.append(Int64(buckets.count))
            let counts = nGrams.counts(of: text)
            let norm = Float(counts.reduce(0) { $0 + $1.count * $1.count }).squareRoot()
            buckets += counts.map { Int64($0.bucket) }
            weights += counts.map { Float($0.count) / norm }
        }
    }

    /// Number of texts.
    public var count: Int { starts.count }
}
