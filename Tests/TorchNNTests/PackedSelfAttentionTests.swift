import TestSupport
import Testing
import Torch
import TorchNN

@Suite struct PackedSelfAttentionTests {
    /// The same weights in both layers, packed sequences in one and padded ones with a mask in the other.
    @Test(arguments: [false, true])
    func equalsMaskedAttention(isPrepared: Bool) throws {
        let (size, lengths) = (8, [3, 3, 1, 5])
        let generator = try Generator(seed: 5)
        let uniform = Initializer.uniform(bound: 1)
        let masked = MultiHeadAttention(
            size: size, headCount: 2, dropoutRate: 0, initializer: uniform, generator: generator)
        let packed = PackedSelfAttention(size: size, headCount: 2, initializer: .zeros, generator: generator)
        let parts = [masked.query, masked.key, masked.value]
        try packed.load(parameters: [
            "projection.weight": .concatenated(parts.map(\.weight.value), dimension: 0),
            "projection.bias": .concatenated(parts.compactMap { $0.bias?.value }, dimension: 0),
            "output.weight": masked.output.weight.value, "output.bias": #require(masked.output.bias).value,
        ])
        if isPrepared { packed.prepareForInference() }
        let tokens = Tensor.normal([lengths.reduce(0, +), size], deviation: 1, generator: generator)
        let runs = [(2, 3), (1, 1), (1, 5)].map { SequenceRun(count: $0, length: $1) }
        let together = packed(tokens, runs: runs)
        var start = 0
        for length in lengths {
            let own = tokens.slice(0, start..<start + length)
            let padded = Tensor.concatenated([own, .ones([5 - length, size])], dimension: 0).unsqueezed(0)
            let mask = (0..<5).map { Float($0 < length ? 0 : -1e9) }
            let expected = masked(padded, padded, mask: Tensor(mask, shape: [1, 1, 1, 5]), mode: .inference)
            let found = together.slice(0, start..<start + length)
            #expect(try distance(found, expected.select(0, at: 0).slice(0, 0..<length)) < 1e-5)
            start += length
        }
    }

    /// As libtorch's attention, for lengths on both sides of where the kernel changes.
    @Test(arguments: [1, 15, 16, 17, 64, 65])
    func kernelsOfAllLengthsAgree(length: Int) throws {
        let generator = try Generator(seed: 6)
        let layer = PackedSelfAttention(
            size: 24, headCount: 2, initializer: .uniform(bound: 0.3), generator: generator)
        let tokens = Tensor.normal([3 * length, 24], deviation: 1, generator: generator)
        let runs = [SequenceRun(count: 3, length: length)]
        let plain = layer(tokens, runs: runs)
        layer.prepareForInference()
        #expect(try distance(layer(tokens, runs: runs), plain) < 1e-5)
    }

    /// Rows and columns that fill no block, and an inner dimension of several.
    @Test(arguments: [(1, 3, 5), (63, 64, 64), (200, 1100, 130)])
    func packedLinearEqualsLinear(rows: Int, inputSize: Int, outputSize: Int) throws {
        let generator = try Generator(seed: 7)
        let linear = Linear(
            inputSize: inputSize, outputSize: outputSize, initializer: .uniform(bound: 0.1), generator: generator)
        guard let packed = PackedLinear(linear) else { return }
        let input = Tensor.normal([rows, inputSize], deviation: 1, generator: generator)
        let expected = linear(input)
        #expect(try distance(packed(input), expected) < 1e-5)
        #expect(try distance(packed(input, appliesGelu: true), expected.gelu()) < 1e-5)
        #expect(packed(input.transposed()).failure != nil || rows == inputSize)
    }

    /// Values of `torch.nn.functional.gelu`.
    @Test func geluIsExact() throws {
        let found: [Float] = try Tensor([-3, -1, 0, 0.5, 2] as [Float]).gelu().array()
        let expected: [Float] = [-0.004049694, -0.15865525, 0, 0.34573123, 1.9544997]
        for (left, right) in zip(found, expected) { #expect(abs(left - right) < 1e-6) }
    }

    @Test func sumsOfRowsByBags() throws {
        let table = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [3, 2])
        let sums = table.embeddingSums(
            Tensor([0, 2, 1] as [Int64]), weights: Tensor([1, 0.5, 2] as [Float]), starts: Tensor([0, 2, 2] as [Int64]))
        #expect(try sums.array(Float.self) == [3.5, 5, 0, 0, 6, 8])
    }

    @Test func normsAlongADimension() throws {
        let norms = Tensor([3, 4, 0, 2] as [Float], shape: [2, 2]).norm(-1)
        #expect(norms.shape == [2, 1])
        #expect(try norms.array(Float.self) == [5, 2])
    }
}
