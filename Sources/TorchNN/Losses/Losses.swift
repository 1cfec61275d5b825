import Torch

/// Losses, each a scalar: the mean over its rows.
public enum Loss {
    /// Softmax cross-entropy: logits `[rows, classes]`, targets `[rows]` of whole numbers.
    public static func crossEntropy(_ logits: Tensor, targets: Tensor) -> Tensor {
        -logits.logSoftmax(1).gather(1, targets.to(.int64).unsqueezed(1)).mean()
    }

    /// Softmax cross-entropy of `input · weightᵀ + bias`, without ever forming all logits.
    ///
    /// - Parameters:
    ///   - input: `[rows, hidden]`.
    ///   - weight: `[classes, hidden]`.
    ///   - bias: `[classes]`.
    ///   - targets: `[rows]` of whole numbers.
    public static func linearCrossEntropy(_ input: Tensor, weight: Tensor, bias: Tensor?, targets: Tensor) -> Tensor {
        if TorchRuntime.usesReferenceKernels {
            return crossEntropy(input.linear(weight, bias: bias), targets: targets)
        }
        return linearCrossEntropyOperator(
            .tensor(input), .tensor(weight), bias.map(Argument.tensor) ?? .none, .tensor(targets))
    }

    /// Bayesian personalized ranking: `−log σ(positive − negative)` (Rendle et al. 2009).
    public static func bpr(positive: Tensor, negative: Tensor) -> Tensor { -(positive - negative).logSigmoid().mean() }

    /// Binary cross-entropy of logits and targets in `[0, 1]`, of equal shape.
    public static func binaryCrossEntropy(_ logits: Tensor, targets: Tensor) -> Tensor {
        (logits.softplus() - logits * targets).mean()
    }

    /// Mean squared error.
    public static func meanSquaredError(_ output: Tensor, targets: Tensor) -> Tensor {
        let difference = output - targets
        return (difference * difference).mean()
    }

    private static let linearCrossEntropyOperator = Operator("segue::linear_cross_entropy")
}
