import Torch
import TorchNN

/// How the vectors of a text's tokens become one.
public enum Pooling: String, Codable, Sendable, CaseIterable {
    /// Their mean, over all tokens including the first and the last.
    case mean
    /// The first token's.
    case cls

    /// `[tokens, size]` → `[texts, size]`.
    func callAsFunction(_ tokens: Tensor, runs: [SequenceRun]) -> Tensor {
        let size = tokens.size(-1)
        let parts = zip(runs, tokens.split(runs.map(\.tokenCount), dimension: 0)).map { run, part in
            let texts = part.reshaped([run.count, run.length, size])
            return self == .cls ? texts.select(1, at: 0) : texts.sum([1]) / Double(run.length)
        }
        return parts.count == 1 ? parts[0] : .concatenated(parts, dimension: 0)
    }
}
