import TestSupport
import Testing
import Torch

@testable import TorchNN

/// Attention within rows against a loop over pairs in PyTorch, by all kernels.
@Suite struct RowAttentionTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("row_attention", in: .module) }

    private static let cases = AttentionWeighting.allCases.flatMap { weighting in
        ["causal-lags", "causal-lags-times", "all-lags", "causal"].map { (weighting, "\(weighting)-\($0)") }
    }

    private func rows() throws -> TokenRows {
        let offsets: [Int64] = try fixture.tensor("offsets").array()
        return TokenRows(lengths: zip(offsets, offsets.dropFirst()).map { Int($1 - $0) }, device: .cpu)
    }

    /// Largest differences of the outcome and of all gradients.
    private func differences(
        _ weighting: AttentionWeighting, _ name: String, kernel: AttentionKernel, as dtype: DType
    ) throws -> [String: Double] {
        var leaves: [String: Tensor] = [:]
        for key in ["query", "key", "value", "lags", "times"] { leaves[key] = leaf(try fixture.tensor(key).to(dtype)) }
        func learned(_ key: String) throws -> Tensor { try #require(leaves[key]) }
        let attention = RowAttention(
            headCount: 2, scale: 0.7, weighting: weighting, isCausal: name.contains("causal"), kernel: kernel)
        let width: [Double] = try fixture.tensor("width").array()
        let times = TimeBias(
            table: try learned("times"), queryTimes: try fixture.tensor("queryTimes"),
            keyTimes: try fixture.tensor("keyTimes"), bucketWidth: width[0])
        let output = attention(
            try learned("query"), try learned("key"), try learned("value"), rows: try rows(),
            lagBias: name.contains("lags") ? try learned("lags") : nil,
            timeBias: name.contains("times") ? times : nil)
        (output * (try fixture.tensor("incoming").to(dtype))).sum().backward()
        var found = ["output": try relativeDistance(output, fixture.tensor("\(name)/output"))]
        for (key, leaf) in leaves where fixture.contains("\(name)/\(key)") {
            found[key] = try relativeDistance(try #require(leaf.gradient, "\(key)"), fixture.tensor("\(name)/\(key)"))
        }
        return found
    }

    @Test(arguments: cases, AttentionKernel.allCases)
    func equalsPyTorch(of: (weighting: AttentionWeighting, name: String), kernel: AttentionKernel) throws {
        let names = of.name.contains("times") ? 6 : of.name.contains("lags") ? 5 : 4
        for (dtype, bound) in [(DType.float64, 1e-12), (.float32, 1e-5)] {
            let found = try differences(of.weighting, of.name, kernel: kernel, as: dtype)
            #expect(found.count == names)
            for (key, difference) in found { #expect(difference < bound, "\(of.name) \(kernel) \(dtype) \(key)") }
        }
    }

    /// Columns of one product are read where they lie.
    @Test func partsOfOneMatrixNeedNoCopy() throws {
        let rows = try rows()
        let parts = try [fixture.tensor("query"), fixture.tensor("key"), fixture.tensor("value")]
        let joined = Tensor.concatenated(parts, dimension: 1).split([6, 6, 8], dimension: 1)
        let attention = RowAttention(headCount: 2, scale: 0.7, kernel: .fused)
        let output = attention(joined[0], joined[1], joined[2], rows: rows)
        #expect(try distance(output, fixture.tensor("softmax-causal/output")) < 1e-12)
    }

    /// What stands behind a token does not move a bit of what it becomes.
    @Test(arguments: AttentionWeighting.allCases) func theFutureIsNotSeen(weighting: AttentionWeighting) throws {
        let generator = try Generator(seed: 3)
        let all = Tensor.normal([70, 12], deviation: 1, generator: generator)
        let attention = RowAttention(headCount: 2, scale: 0.5, weighting: weighting, kernel: .fused)
        func outcome(_ tokens: Tensor) throws -> [Float] {
            let rows = TokenRows(lengths: [tokens.size(0)], device: .cpu)
            return try attention(tokens, tokens, tokens, rows: rows).slice(0, 0..<41).contiguous().array()
        }
        let other = Tensor.normal([29, 12], deviation: 9, generator: generator)
        let changed = Tensor.concatenated([all.slice(0, 0..<41), other], dimension: 0)
        #expect(try outcome(all) == outcome(changed))
    }

    @Test func mistakesAreRefused() throws {
        let x = Tensor.ones([4, 6])
        let attention = RowAttention(headCount: 4, scale: 1, kernel: .fused)
        #expect(throws: TorchError.self) {
            try withTorchErrors { _ = attention(x, x, x, rows: TokenRows(lengths: [4], device: .cpu)) }
        }
        let other = RowAttention(headCount: 2, scale: 1, kernel: .fused)
        #expect(throws: TorchError.self) {
            try withTorchErrors { _ = other(x, x, x, rows: TokenRows(lengths: [3], device: .cpu)) }
        }
    }
}
