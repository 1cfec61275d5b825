import Testing

@testable import SegueModels

/// One gradient step and its parts, against numbers worked out by hand.
@Suite struct Item2VecStepTests {
    private static let rate: Float = 0.5

    /// Learns once with the input vector (0.5, −0.25) and three context vectors; the noise is always row `noiseRow`.
    private func learn(_ positives: [Int32], noiseRow: Int, pairsPerDraw: Int = 1) -> (
        vectors: [Float], contexts: [Float], tally: SkipGramTally
    ) {
        var configuration = Item2Vec.Configuration()
        configuration.dimension = 2
        configuration.negatives = 1
        configuration.pairsPerDraw = pairsPerDraw
        let vectors = VectorTable([0.5, -0.25], count: 1, dimension: 2)
        let contexts = VectorTable([0.2, 0.4, -0.3, 0.1, 0.1, -0.6], count: 3, dimension: 2)
        let counts = (0..<3).map { $0 == noiseRow ? 4 : 0 }
        var generator = PairGenerator(key: 1, stream: 0)
        let tally = NoiseTable(counts: counts, exponent: 0.75).slots.withUnsafeBufferPointer { noise in
            let step = SkipGramStep(
                vectors: vectors, contexts: contexts, noise: noise, configuration: configuration)
            positives.withUnsafeBufferPointer {
                step.learn(input: 0, positives: $0, rate: Item2VecStepTests.rate, generator: &generator)
            }
            return step.takeTally()
        }
        return (vectors.values, contexts.values, tally)
    }

    private func expectClose(_ actual: [Float], _ expected: [Float]) {
        #expect(actual.count == expected.count)
        for (left, right) in zip(actual, expected) { #expect(abs(left - right) < 2e-6, "\(actual) \(expected)") }
    }

    @Test func onePairAndOneNoiseItem() {
        let result = learn([0], noiseRow: 1)
        expectClose(result.vectors, [0.6184542, -0.17281807])
        expectClose(result.contexts, [0.325, 0.3375, -0.41409033, 0.15704516, 0.1, -0.6])
        #expect(result.tally.pairs == 1)
        #expect(abs(result.tally.positiveError - 0.5) < 1e-6)
        #expect(abs(result.tally.negativeError - 0.45636131) < 1e-6)
    }

    @Test func noiseThatIsThePositiveDoesNotCount() {
        let result = learn([0], noiseRow: 0)
        expectClose(result.vectors, [0.55, -0.15])
        #expect(result.tally.negativeError == 0)
    }

    @Test func twoPairsShareOneNoiseItem() {
        let result = learn([0, 2], noiseRow: 1, pairsPerDraw: 2)
        expectClose(result.vectors, [0.70941669, -0.33068593])
        expectClose(result.contexts, [0.325, 0.3375, -0.52818066, 0.21409033, 0.2125415, -0.65627075])
        #expect(result.tally.pairs == 2)
    }

    @Test func wideVectorsMoveInAllComponents() {
        // With zero context vectors every score is 0 and σ ½: the positive moves by ½ · 0.5 · V, the noise by the opposite.
        for dimension in [1, 3, 4, 7, 8, 15, 16, 20, 29, 64, 100] {
            var configuration = Item2Vec.Configuration()
            configuration.dimension = dimension
            let start = (0..<dimension).map { Float($0 + 1) }
            let vectors = VectorTable(start, count: 1, dimension: dimension)
            let contexts = VectorTable(.init(repeating: 0, count: 2 * dimension), count: 2, dimension: dimension)
            configuration.negatives = 1
            var generator = PairGenerator(key: 1, stream: 0)
            NoiseTable(counts: [0, 1], exponent: 1).slots.withUnsafeBufferPointer { noise in
                let step = SkipGramStep(
                    vectors: vectors, contexts: contexts, noise: noise, configuration: configuration)
                [Int32(0)].withUnsafeBufferPointer {
                    step.learn(input: 0, positives: $0, rate: 0.5, generator: &generator)
                }
            }
            #expect(vectors.values == start)
            #expect(contexts.values == start.map { 0.25 * $0 } + start.map { -0.25 * $0 })
        }
    }

    @Test func sigmoidIsAccurateAndLevelOutside() {
        let points: [(Float, Float)] = [
            (-20, 2.0611537e-9), (-3.3, 0.03557119), (-0.5, 0.37754067), (0, 0.5), (0.7, 0.66818777), (4, 0.98201379),
            (12, 0.99999386), (1000, 1), (.infinity, 1),
        ]
        for (x, expected) in points {
            #expect(abs(SIMD4<Float>(repeating: x).sigmoid[2] - expected) < 1e-6, "\(x)")
        }
        #expect(SIMD4<Float>(repeating: -1000).sigmoid[0] < 1e-30)
    }

    @Test func sumsOfFourVectors() {
        let sums = SIMD4<Float>.sums([1, 2, 3, 4], [10, 20, 30, 40], [0, 0, 0, 5], [1, 0, 0, 0])
        #expect(sums == [10, 100, 5, 1])
    }
}
