import Foundation
import Testing
import Torch
import TorchNN

@testable import SegueText

@Suite struct NGramTests {
    private func nGrams(_ lengths: ClosedRange<Int>, buckets: Int = 1 << 20) -> CharacterNGrams {
        var nGrams = CharacterNGrams()
        (nGrams.shortest, nGrams.longest, nGrams.bucketCount) = (lengths.lowerBound, lengths.upperBound, buckets)
        return nGrams
    }

    /// Values of FNV-1a of 64 bits, then the finalizer by hand in Python.
    @Test func hashIsTheDocumentedOne() {
        #expect(CharacterNGrams.hash("".utf8) == 0xEFD0_1F60_BA99_2926)
        #expect(CharacterNGrams.hash("<to".utf8) == 0xBDDB_C6A6_F966_82A7)
        #expect(CharacterNGrams.hash("é>".utf8) == 0x0653_8375_C44B_8C87)
    }

    @Test func wordsAreMarkedAndCleaned() {
        func buckets(_ texts: [String]) -> [CharacterNGrams.Count] {
            texts.map { Int(CharacterNGrams.hash($0.utf8) % (1 << 20)) }.sorted().map { .init(bucket: $0, count: 1) }
        }
        #expect(nGrams(3...3).counts(of: "Toy") == buckets(["<to", "toy", "oy>"]))
        #expect(nGrams(3...4).counts(of: "É!") == buckets(["<e>", "<!>"]))
        #expect(nGrams(4...4).counts(of: "é!") == [])
        #expect(nGrams(3...3).counts(of: "to to").map(\.count) == [2, 2])
        #expect(nGrams(3...3, buckets: 1).counts(of: "Toy") == [.init(bucket: 0, count: 3)])
    }

    @Test func likeSpellingsAreNear() throws {
        let encoder = try HashedNGramEncoder()
        #expect(encoder.name == "hashed-character-ngrams")
        let values = try encoder.encode(["Toy Story (1995)", "Toy Story 2 (1999)", "Heat (1995)", ""]).array(
            of: Float.self)
        let rows = (0..<4).map { Array(values[$0 * 512..<($0 + 1) * 512]) }
        func product(_ left: Int, _ right: Int) -> Float { zip(rows[left], rows[right]).reduce(0) { $0 + $1.0 * $1.1 } }
        #expect(abs(product(0, 0) - 1) < 1e-6)
        #expect(product(0, 1) > 0.5)
        #expect(product(0, 1) > product(0, 2) + 0.2)
        #expect(product(3, 3) == 0)
        #expect(encoder.identity != (try HashedNGramEncoder(dimension: 256).identity))
        #expect(throws: (any Error).self) { try HashedNGramEncoder(dimension: 0) }
    }

    /// The sum of the vectors of a text's buckets, each by its share in the norm of the counts.
    @Test func projectionIsAWeightedSum() throws {
        let generator = try Torch.Generator(seed: 1)
        let projection = NGramProjection(
            bucketCount: 64, size: 3, initializer: .normal(deviation: 1), generator: generator)
        let texts = ["Toy Story", "", "Heat"]
        let nGrams = nGrams(3...5, buckets: 64)
        let output: [Float] = try projection(NGramBatch(texts, nGrams: nGrams)).array()
        let table: [Float] = try projection.weight.value.array()
        for (row, text) in texts.enumerated() {
            let counts = nGrams.counts(of: text)
            let norm = Float(counts.reduce(0) { $0 + $1.count * $1.count }).squareRoot()
            for column in 0..<3 {
                let expected = counts.reduce(Float(0)) { $0 + Float($1.count) / norm * table[$1.bucket * 3 + column] }
                #expect(abs(output[row * 3 + column] - expected) < 1e-5)
            }
        }
    }

    /// The gradient of a bucket's vector is the weight it has in all texts; of one that is not in them, none.
    @Test(arguments: [false, true])
    func gradientsReachTheBuckets(isSparse: Bool) throws {
        let projection = NGramProjection(
            bucketCount: 1024, size: 2, initializer: .zeros, generator: try Torch.Generator(seed: 1))
        projection.weight.hasSparseGradient = isSparse
        let batch = NGramBatch(["Toy Story", "Heat"], nGrams: nGrams(3...4, buckets: 1024))
        projection(batch).sum().backward()
        var expected = [Float](repeating: 0, count: 1024)
        for (bucket, weight) in zip(batch.buckets, batch.weights) { expected[Int(bucket)] += weight }
        let gradient = try #require(projection.weight.value.gradient)
        #expect(gradient.isSparse == isSparse)
        let dense = isSparse ? Tensor.zeros([1024, 2]) : gradient
        if isSparse { dense.addRows(gradient.coalesced().sparseValues, to: gradient.coalesced().sparseRows) }
        #expect(try dense.select(1, at: 1).array(Float.self) == expected)
    }
}
