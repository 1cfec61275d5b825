import Torch

/// Dice (Zhou et al., KDD 2018, Eq. 3): a rectifier whose bend follows the data, f(s) = p s + (1 − p) α s with
/// p = σ((s − E[s]) ∕ √(Var[s] + ε)).
///
/// E and Var are the batch's in training and running ones at inference, as in ``BatchNorm`` without scale and shift; α is
/// learned and starts at 0. ε is the paper's 10⁻⁸. The paper is silent on how fast the running ones move: 0.01 here.
public final class Dice: Module {
    /// α: `[size]`.
    public let slope: Parameter
    /// Normalizes s for the gate p.
    public let norm: BatchNorm

    /// Creates the activation of `size` units.
    public init(size: Int) {
        slope = Parameter(.zeros([size]))
        norm = BatchNorm(size: size, isAffine: false, momentum: 0.01, epsilon: 1e-8)
    }

    /// `[rows, size]` → `[rows, size]`.
    public func callAsFunction(_ input: Tensor, mode: Mode) -> Tensor {
        let gate = norm(input, mode: mode).sigmoid()
        return input * (gate + (1 - gate) * slope.value)
    }
}
