import Torch

/// Sequences of one length that lie one after another among packed tokens.
public struct SequenceRun: Sendable, Equatable {
    /// Number of sequences.
    public let count: Int
    /// Tokens of each.
    public let length: Int
    /// Tokens of all.
    public var tokenCount: Int { count * length }

    /// Creates a run.
    public init(count: Int, length: Int) {
        self.count = count
        self.length = length
    }
}

/// Self-attention with several heads over sequences that are packed without padding: each token looks at all tokens of
/// its own sequence, forwards and backwards.
///
/// It computes what ``MultiHeadAttention`` does without a mask and in inference, with queries, keys and values from a
/// single product.
public final class PackedSelfAttention: Module {
    /// Tokens to queries, keys and values, one below the other: `[3 · size, size]`.
    public let projection: Linear
    /// Joined heads to the output, `[size, size]`.
    public let output: Linear
    private let headCount: Int
    private var packed: (projection: PackedLinear, output: PackedLinear)?

    /// Up to this length a kernel of our own attends faster than libtorch's.
    private static let longestShort = 64
    private static let shortAttention = Operator("segue::short_attention")

    /// Creates the layer.
    /// - Parameters:
    ///   - size: Width of inputs and outputs, a multiple of `headCount`.
    ///   - headCount: Number of heads.
    ///   - initializer: Of all weights and biases.
    ///   - generator: Draws them.
    public init(size: Int, headCount: Int, initializer: Initializer, generator: Generator) {
        precondition(headCount >= 1 && size % headCount == 0, "heads must share the width evenly")
        projection = Linear(inputSize: size, outputSize: 3 * size, initializer: initializer, generator: generator)
        output = Linear(inputSize: size, outputSize: size, initializer: initializer, generator: generator)
        self.headCount = headCount
    }

    /// Lays the weights out for inference on the CPU. From then on the layer computes with the weights as they are now
    /// and records no gradients.
    public func prepareForInference() {
        guard let projection = PackedLinear(projection), let output = PackedLinear(output) else { return }
        packed = (projection, output)
    }

    /// Attends within each sequence.
    /// - Parameters:
    ///   - tokens: `[tokens, size]`.
    ///   - runs: How the tokens are divided into sequences, in their order.
    /// - Returns: `[tokens, size]`.
    public func callAsFunction(_ tokens: Tensor, runs: [SequenceRun]) -> Tensor {
        let projected = packed?.projection(tokens) ?? projection(tokens)
        let parts = zip(runs, projected.split(runs.map(\.tokenCount), dimension: 0)).map { run, part in
            mixed(part, run)
        }
        let joined = parts.count == 1 ? parts[0] : .concatenated(parts, dimension: 0)
        return packed?.output(joined) ?? output(joined)
    }

    /// The joined heads of sequences of one length: `[tokens, 3 · size]` → `[tokens, size]`.
    private func mixed(_ projected: Tensor, _ run: SequenceRun) -> Tensor {
        let size = projected.size(-1) / 3
        if packed != nil, run.length <= Self.longestShort {
            return Self.shortAttention(.tensor(projected), .integer(run.length), .integer(headCount))
        }
        // [3, sequences, heads, length, width], without a copy.
        let heads = projected.reshaped([run.count, run.length, 3, headCount, size / headCount]).permuted([
            2, 0, 3, 1, 4,
        ])
        let attended = heads.select(0, at: 0).attention(keys: heads.select(0, at: 1), values: heads.select(0, at: 2))
        return attended.transposed(1, 2).reshaped([run.tokenCount, size])
    }
}
