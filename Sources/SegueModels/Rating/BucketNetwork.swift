import SegueData
import Torch
import TorchNN

/// One of the two recurrent networks of ``RRN``: ratings by bucket to a state at the moment asked about.
final class BucketNetwork: Module {
    /// The columns of W_e that ratings are multiplied with, by the other side's index.
    let ratings: Embedding
    /// The other columns of W_e: of 1_new, τ_t and τ_{t−1}.
    let clock: Linear
    let cell: LSTMCell
    /// W and c.
    let output: Linear

    /// Draws weights as PyTorch's layers do, W_e's columns as N(0, 0.02²).
    /// - Parameters:
    ///   - raterCount: Indices of the other side.
    ///   - size: Width of y, of the state and of the output.
    ///   - generator: Draws the weights.
    init(raterCount: Int, size: Int, generator: Generator) {
        let bound = Initializer.uniform(bound: 1 / Double(size).squareRoot())
        ratings = Embedding(
            count: raterCount, size: size, initializer: .normal(deviation: 0.02), generator: generator)
        clock = Linear(inputSize: 3, outputSize: size, hasBias: false, initializer: bound, generator: generator)
        cell = LSTMCell(inputSize: size, hiddenSize: size, initializer: bound, generator: generator)
        output = Linear(inputSize: size, outputSize: size, initializer: bound, generator: generator)
    }

    /// What is read of each example at its moment: `[examples, size]`.
    func callAsFunction(_ sequences: BucketSequences) -> Tensor {
        let pattern = sequences.pattern(columnCount: ratings.weight.value.size(0))
        let values = Tensor(pattern.order.map { sequences.shares[$0] }, device: sequences.device)
        let bags = pattern.product(values, ratings.weight.value)
        let inputs = bags + clock(sequences.clock)
        let states = cell.read(inputs, stepSizes: sequences.stepSizes).states
        let last = states.indexSelect(0, Tensor(sequences.lastTokens, device: sequences.device))
        return output(last).indexSelect(0, Tensor(sequences.sequenceOfExample, device: sequences.device))
    }
}

/// Ratings in buckets of time, one step a bucket and a last one without ratings, packed step by step for recurrent kernels,
/// the longest sequence first.
struct BucketSequences {
    /// The ratings of one bucket: positions in the lists that the sequences were made of.
    struct Step: Equatable {
        /// Where the ratings stand; empty at the moment asked about.
        let ratings: Range<Int>
        /// The bucket, counted from the first of train.
        let bucket: Int32
    }

    /// How many sequences have a step, falling.
    let stepSizes: [Int]
    /// For each sequence the token of its last step.
    let lastTokens: [Int64]
    /// For each example its sequence.
    let sequenceOfExample: [Int64]
    /// 1_new, τ_t and τ_{t−1} in years: `[tokens, 3]`.
    let clock: Tensor
    /// For each rating its token, the other side's index, and its value over the largest.
    private(set) var tokens: [Int32] = []
    private(set) var others: [Int32] = []
    private(set) var shares: [Float] = []
    /// Where the tensors live.
    let device: Device

    /// Packs sequences.
    /// - Parameters:
    ///   - sequences: Their steps in order of time, one at least.
    ///   - sequenceOfExample: For each example one of them.
    ///   - yearsPerBucket: What τ counts a bucket as.
    ///   - device: Where the network's parameters live.
    ///   - rating: The other side's index of a rating, 0 for one that is not to be read, and its value over the largest.
    init(
        _ sequences: [[Step]], sequenceOfExample: [Int], yearsPerBucket: Float, device: Device,
        rating: (Int) -> (other: Int32, share: Float)
    ) {
        let order = sequences.indices.sorted { (sequences[$0].count, $1) > (sequences[$1].count, $0) }
        var placeOf = [Int64](repeating: 0, count: order.count)
        for (place, sequence) in order.enumerated() { placeOf[sequence] = Int64(place) }
        self.sequenceOfExample = sequenceOfExample.map { placeOf[$0] }
        self.device = device
        var (sizes, clock) = ([Int](), [Float]())
        var last = [Int64](repeating: 0, count: order.count)
        var (count, token) = (order.count, 0)
        for index in 0..<(order.first.map { sequences[$0].count } ?? 0) {
            while count > 0, sequences[order[count - 1]].count <= index { count -= 1 }
            sizes.append(count)
            for place in 0..<count {
                let steps = sequences[order[place]]
                let before = index > 0 ? Float(steps[index - 1].bucket) * yearsPerBucket : 0
                clock += [index == 0 ? 1 : 0, Float(steps[index].bucket) * yearsPerBucket, before]
                for position in steps[index].ratings {
                    let (other, share) = rating(position)
                    guard other > 0, share.isFinite else { continue }
                    tokens.append(Int32(truncatingIfNeeded: token))
                    others.append(other)
                    shares.append(share)
                }
                last[place] = Int64(token)
                token += 1
            }
        }
        stepSizes = sizes
        lastTokens = last
        self.clock = Tensor(clock, device: device).reshaped([token, 3])
    }

    /// The ratings as a matrix of tokens and the other side's indices.
    func pattern(columnCount: Int) -> SparsePattern {
        SparsePattern(rows: tokens, columns: others, rowCount: clock.size(0), columnCount: columnCount)
    }
}
