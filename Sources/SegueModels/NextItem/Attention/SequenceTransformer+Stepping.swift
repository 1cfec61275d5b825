import SegueCore
import SegueData
import Torch
import TorchNN

/// Keys and values of what was read stay, so that one more event costs one token of each layer.
extension SequenceTransformer: SteppingModel {
    /// Not with positions counted from the end, which one more event changes for all that was read.
    public var canStep: Bool { configuration.positions != .fromEnd }

    /// One token through all blocks.
    /// - Throws: `ConfigurationError` for positions counted from the end.
    public func makeStep() throws -> EventStep {
        guard canStep else {
            throw ConfigurationError(
                field: "model.positions",
                problem: "'fromEnd' gives every event another place with each new one; histories must be read anew")
        }
        let table = itemTable
        return { [self] batch, state in
            let step = TokenStep(
                lengths: state.lengths, capacity: state.capacity, limit: configuration.maximumLength,
                device: batch.device)
            var x = placed(batch, state)
            let rotary = configuration.positions == .rotary ? angles(state, batch.device) : nil
            var tokens: [Tensor] = []
            for (index, block) in blocks.enumerated() {
                var cache = TokenCache(keys: state.tokens[2 * index], values: state.tokens[2 * index + 1])
                x = block.step(x, cache: &cache, step, rotary: rotary)
                tokens += [cache.keys, cache.values]
            }
            return (
                table.scaled(norm?(x) ?? x),
                SteppingState(tokens: tokens, lengths: step.lengths, counts: state.counts.map { $0 + 1 })
            )
        }
    }

    /// No tokens.
    public func initialSteps(rows: Int) -> SteppingState {
        let none = Tensor.zeros([rows, 0, configuration.hiddenSize], device: itemEmbedding.weight.value.device)
        let zeros = [Int](repeating: 0, count: rows)
        return SteppingState(tokens: blocks.flatMap { _ in [none, none] }, lengths: zeros, counts: zeros)
    }

    /// The new items' vectors in their places: `[rows, hidden]`.
    private func placed(_ batch: SequenceBatch, _ state: SteppingState) -> Tensor {
        let x = itemEmbedding(batch.items) * Double(configuration.hiddenSize).squareRoot()
        guard let positions else { return x }
        let places = state.lengths.map { Int64(min($0, configuration.maximumLength - 1)) }
        return x + positions.value.indexSelect(0, Tensor(places, device: batch.device))
    }

    private func angles(_ state: SteppingState, _ device: Device) -> RotaryPositions {
        RotaryPositions(
            positions: Tensor(state.counts.map { Int64($0) }, device: device), headCount: configuration.headCount,
            width: configuration.hiddenSize / configuration.headCount)
    }
}
