import Torch
import TorchNN

/// Gated recurrent unit over item vectors: the conventional network of Donkers, Loepp and Ziegler (RecSys 2017), Eq. 1–5
/// without the user. From each hidden state an affine map scores the whole catalog.
///
/// Where the paper is silent: items and hidden state have one size by default ("for notational simplicity"); dropout is
/// on item vectors, its 0.8 being the probability of *keeping* a unit; the reset gate acts before the matrix (Eq. 4),
/// unlike cuDNN's GRU.
public final class StandardGRU: RecurrentModel, @unchecked Sendable {
    /// Hyper-parameters; the defaults are the paper's Table 1.
    public struct Configuration: RecurrentConfiguration {
        /// Units of the hidden state.
        public var hiddenSize = 1000
        /// Width of item vectors; nil for the hidden size.
        public var embeddingSize: Int?
        /// Probability of dropping a unit of an item vector.
        public var itemDropoutRate = 0.2
        /// Weights and biases start uniform on ± this bound.
        public var initializationBound = 0.1

        /// The paper's values.
        public init() {}

        /// Checks every field.
        public func validate() throws { try validateShared() }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    let itemEmbedding: Embedding
    let cell: StandardCell
    /// Hidden state to scores (Eq. 1).
    let output: Linear

    /// Builds the network with fresh weights.
    public init(configuration: Configuration = Configuration(), itemCount: Int, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        let initializer = Initializer.uniform(bound: configuration.initializationBound)
        let (hidden, input) = (configuration.hiddenSize, configuration.inputSize)
        itemEmbedding = Embedding(count: itemCount, size: input, initializer: initializer, generator: generator)
        cell = StandardCell(
            hiddenSize: hidden, inputSize: input, hasUser: false, initializer: initializer, generator: generator)
        output = Linear(inputSize: hidden, outputSize: itemCount, initializer: initializer, generator: generator)
    }

    /// The output layer.
    public var itemTable: ItemTable { ItemTable(output) }

    /// Reads one window of each row's history.
    public func callAsFunction(
        _ batch: SequenceBatch, state: CarriedState?, mode: Mode
    ) -> (output: SequenceOutput, state: CarriedState) {
        read(batch, by: cell, user: nil, state: state, mode: mode)
    }

    /// Reads many tokens faster than one batch after the other: what an item gives the gates is computed once.
    public func reader(tokens: Int) -> HistoryBatchReader {
        let entries = itemEmbedding.weight.value.size(0) * 3 * configuration.hiddenSize
        guard tokens > 2 * itemCount, entries <= ScoringLimits.tableElements, cell.hasKernel(on: device) else {
            return { self($0, state: $1, mode: .inference) }
        }
        let table = cell.table(of: itemEmbedding.weight.value)
        return { batch, state in
            let start = state?.first ?? self.emptyRepresentation(rows: batch.rows.count)
            let states = self.cell.runKernel(table: table, items: batch.items, state: start, stepSizes: batch.stepSizes)
            return (SequenceOutput(representations: states), [states.indexSelect(0, batch.lastTokens)])
        }
    }
}

/// Eq. 3–5, with the user's vector where there is one.
final class StandardCell: RecurrentCell {
    let gates: JointAffine
    let candidate: JointAffine
    private let hiddenSize: Int

    init(hiddenSize: Int, inputSize: Int, hasUser: Bool, initializer: Initializer, generator: Generator) {
        func affine(_ outputSize: Int) -> JointAffine {
            JointAffine(
                outputSize: outputSize, hiddenSize: hiddenSize, inputSize: inputSize, hasUser: hasUser,
                initializer: initializer, generator: generator)
        }
        gates = affine(2 * hiddenSize)
        candidate = affine(hiddenSize)
        self.hiddenSize = hiddenSize
    }

    /// Weights of items, with bias, and what users add: rows u, r, k.
    private func inputs(user: Tensor?) -> (itemWeight: Tensor, bias: Tensor, rows: Tensor?) {
        let weight = Tensor.concatenated([gates.item.weight.value, candidate.item.weight.value], dimension: 0)
        let bias = Tensor.concatenated([gates.bias.value, candidate.bias.value], dimension: 0)
        guard let user, let gateWeight = gates.user?.weight.value, let candidateWeight = candidate.user?.weight.value
        else { return (weight, bias, nil) }
        return (weight, bias, user.linear(.concatenated([gateWeight, candidateWeight], dimension: 0)))
    }

    func unroll(items: Tensor, user: Tensor?, state: Tensor, stepSizes: [Int]) -> Tensor {
        let inputs = inputs(user: user)
        let tokens = items.linear(inputs.itemWeight, bias: inputs.bias)
        let gateMatrix = gates.hidden.weight.value.transposed()
        let candidateMatrix = candidate.hidden.weight.value.transposed()
        var h = state
        let states = tokens.steps(stepSizes).map { tokens in
            let rows = 0..<tokens.size(0)
            h = h.slice(0, rows)
            let input = inputs.rows.map { tokens + $0.slice(0, rows) } ?? tokens
            let parts = input.split([2 * hiddenSize, hiddenSize], dimension: 1)
            let opened = parts[0].addingProduct(h, gateMatrix).sigmoid()  // [u; r], Eq. 3
            let u = opened.slice(1, 0..<hiddenSize)
            let r = opened.slice(1, hiddenSize..<2 * hiddenSize)
            let k = parts[1].addingProduct(r * h, candidateMatrix).tanh()  // Eq. 4
            h = leakyUpdate(h, gate: u, candidate: k)  // Eq. 5
            return h
        }
        return .concatenated(states, dimension: 0)
    }

    /// What each item vector gives the gates and the candidate: `[items, 3 hidden]`.
    func table(of items: Tensor) -> Tensor {
        let inputs = inputs(user: nil)
        return items.linear(inputs.itemWeight, bias: inputs.bias)
    }

    /// All steps from such a table, without a user.
    func runKernel(table: Tensor, items: Tensor, state: Tensor, stepSizes: [Int]) -> Tensor {
        RecurrentKernels.gru(
            table: table, items: items, state: state, gateWeight: gates.hidden.weight.value,
            candidateWeight: candidate.hidden.weight.value, stepSizes: stepSizes)
    }

    func runKernel(items: Tensor, user: Tensor?, state: Tensor, stepSizes: [Int]) -> Tensor {
        let inputs = inputs(user: user)
        return RecurrentKernels.gru(
            items: items, itemWeight: inputs.itemWeight, bias: inputs.bias, rowInputs: inputs.rows, state: state,
            gateWeight: gates.hidden.weight.value, candidateWeight: candidate.hidden.weight.value,
            stepSizes: stepSizes)
    }
}

extension StandardGRU {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry("standard-gru", "Standard GRU", family: .recurrent, source: "Donkers, Loepp and Ziegler 2017") {
            (configuration: Configuration, shape, generator) in
            try Self(configuration: configuration, itemCount: shape.itemCount, generator: generator)
        }
    }
}
