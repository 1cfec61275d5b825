import Torch

/// Losses that set a target's score against those of drawn negatives.
///
/// p is the target's score, sₖ those of the K negatives that are not the target itself.
public enum NegativeLoss: Sendable, Equatable {
    /// `−log(eᵖ / (eᵖ + Σ eˢᵏ))`: with what is drawn at frequency q and scored s − log(K q), it estimates the softmax
    /// over all items (Bengio and Senécal 2008).
    case sampledSoftmax
    /// `−(1/K) Σ log σ(p − sₖ)` (Rendle et al. 2009).
    case bpr
    /// `−log Σ wₖ σ(p − sₖ) + regularization · Σ wₖ sₖ²`, w the softmax over the negatives (Hidasi and Karatzoglou 2018).
    case bprMax(regularization: Double)
    /// `−positiveWeight · log σ(p) − Σ log(1 − σ(sₖ))` (Petrov and Macdonald 2023).
    case generalizedCrossEntropy(positiveWeight: Double)

    /// What the kernel takes.
    var code: (kind: Int, strength: Double) {
        switch self {
        case .sampledSoftmax: (0, 0)
        case .bpr: (1, 0)
        case .bprMax(let regularization): (2, regularization)
        case .generalizedCrossEntropy(let positiveWeight): (3, positiveWeight)
        }
    }
}

extension Loss {
    /// The mean of a loss over predictions that share their negatives; scores of all pairs never exist as a whole.
    ///
    /// - Parameters:
    ///   - kind: The loss.
    ///   - input: `[rows, hidden]`.
    ///   - weight: Of the negatives, `[negatives, hidden]`.
    ///   - bias: Added to their scores, `[negatives]`.
    ///   - positives: Scores of the targets, `[rows]`.
    ///   - negatives: What the negatives are, `[negatives]`, `int64`.
    ///   - targets: What the targets are, `[rows]`, `int64`; a negative equal to a row's target does not count there.
    public static func sharedNegatives(
        _ kind: NegativeLoss, input: Tensor, weight: Tensor, bias: Tensor, positives: Tensor, negatives: Tensor,
        targets: Tensor
    ) -> Tensor {
        guard input.device == .cpu, !TorchRuntime.usesReferenceKernels else {
            let isTarget = targets.unsqueezed(1).equal(to: negatives.unsqueezed(0))
            return plain(kind, scores: input.linear(weight, bias: bias), positives: positives, isTarget: isTarget)
        }
        return sharedNegativesOperator(
            .tensor(input), .tensor(weight), .tensor(bias), .tensor(positives), .tensor(negatives), .tensor(targets),
            .integer(kind.code.kind), .real(kind.code.strength))
    }

    /// The same in tensor operations: scores `[rows, negatives]`.
    static func plain(_ kind: NegativeLoss, scores: Tensor, positives: Tensor, isTarget: Tensor) -> Tensor {
        let p = positives.unsqueezed(1)
        let counts = 1 - isTarget.to(scores.dtype)
        let masked = isTarget.select(.full([], -.infinity, dtype: scores.dtype, device: scores.device), else: scores)
        switch kind {
        case .sampledSoftmax:
            return (Tensor.concatenated([p, masked], dimension: 1).logSumExp(1) - positives).mean()
        case .bpr:
            return (((scores - p).softplus() * counts).sum([1]) / counts.sum([1])).mean()
        case .bprMax(let regularization):
            let weights = masked.softmax(1)
            let hits = (weights * (p - scores).sigmoid()).sum([1])
            return ((weights * scores * scores).sum([1]) * regularization - (hits + 1e-24).log()).mean()
        case .generalizedCrossEntropy(let positiveWeight):
            return ((-positives).softplus() * positiveWeight + (scores.softplus() * counts).sum([1])).mean()
        }
    }

    private static let sharedNegativesOperator = Operator("segue::shared_negatives_loss")
}
