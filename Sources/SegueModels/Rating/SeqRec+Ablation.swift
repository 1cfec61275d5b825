import SegueCore
import Torch
import TorchNN

/// Ablation after Meyes et al. 2019, as Memon et al. did it for their Table 5.
extension SeqRec {
    /// A part of the network with an input of its own.
    public enum Branch: String, Codable, Sendable, CaseIterable {
        /// The cell that reads rated items.
        case history
        /// The layers over the user's features.
        case user
        /// The layers over the item's vector and features.
        case item
        /// The layer over the item's text.
        case text
    }

    /// What stands for −∞ as the forget gates' bias: a sigmoid of it is below 10⁻³⁷, and it can be saved and compared.
    static let closedGateBias = -10_000.0

    /// The branches that the data has inputs for.
    public var branches: Set<Branch> {
        var branches: Set<Branch> = [.history, .item]
        if user != nil { branches.insert(.user) }
        if text != nil { branches.insert(.text) }
        return branches
    }

    /// Makes branches blind: their weights become zero and their biases stay, so that each gives one vector, whatever its
    /// input is; none of their parameters is learned any more. E, which the item's branch shares with the history's, still is.
    ///
    /// The history's cell also forgets (its forget gates' biases go to −∞): it gives σ(b_i) ⊙ tanh(b_g) after each rating.
    /// The start becomes what the output sees then, so that a user without a history gives the same.
    /// - Throws: `ConfigurationError` for a branch that is not there, and for a history of which the output sees those of a
    ///   batch's longest alone: that depends on the batch.
    public func ablate(_ ablated: Set<Branch>) throws {
        if let problem = problemOfAblating(ablated) { throw problem }
        try withTorchErrors {
            withoutGradients {
                if ablated.contains(.history) { ablateHistory() }
                if ablated.contains(.user), let user { Self.blind(user.layers) }
                if ablated.contains(.item) { Self.blind(item.layers) }
                if ablated.contains(.text), let text { Self.blind(text.layers) }
            }
        }
    }

    /// Why branches cannot be ablated; nil when they can.
    public func problemOfAblating(_ ablated: Set<Branch>) -> ConfigurationError? {
        if let missing = Branch.allCases.first(where: { ablated.contains($0) && !branches.contains($0) }) {
            return ConfigurationError(
                field: "features", problem: "the data has no input for the branch '\(missing.rawValue)'")
        }
        guard ablated.contains(.history), configuration.readout == .longest else { return nil }
        return ConfigurationError(
            field: "readout", problem: "'longest' depends on the batch, so that the history cannot be ablated")
    }

    private static func blind(_ layers: [Linear]) {
        for layer in layers {
            layer.weight.value.fill(0)
            for parameter in layer.parameters { parameter.isFixed = true }
        }
    }

    private func ablateHistory() {
        guard let gates = multiplicative?.gates ?? lstm else { return }
        Self.blind([gates.input, gates.hidden])
        for parameter in [start] + (multiplicative?.parameters ?? []) { parameter.isFixed = true }
        let size = configuration.hiddenSize
        gates.input.bias?.value.slice(0, size..<2 * size).fill(Self.closedGateBias)
        let nothing = Tensor.zeros([1, configuration.embeddingSize + 1], device: start.value.device)
        let read =
            multiplicative?.read(nothing, start: start.value, stepSizes: [1])
            ?? lstm?.read(nothing, start: start.value, stepSizes: [1])
        if let read { start.value.copy(from: configuration.readout == .cell ? read.cells : read.states) }
    }
}
