// Losses that set one positive score against a row of negative ones, with their gradients, row by row.

#pragma once

#include <cstdint>

namespace segue {

/// The losses, by the numbers that the operator takes.
enum class NegativeLoss : int64_t {
    /// `log(exp(p) + Σ exp(sₖ)) − p`.
    sampled_softmax = 0,
    /// `mean over k of −log σ(p − sₖ)` (Rendle et al. 2009).
    bpr = 1,
    /// `−log Σ wₖ σ(p − sₖ) + strength · Σ wₖ sₖ²`, w the softmax over the negatives (Hidasi and Karatzoglou 2018).
    bpr_max = 2,
    /// `−strength · log σ(p) − Σ log(1 − σ(sₖ))` (Petrov and Macdonald 2023, strength β).
    generalized_cross_entropy = 3,
};

/// One prediction: its scores, which become gradients.
template <typename T>
struct NegativeRow {
    /// In: scores of the negatives. Out: the loss' gradients with regard to them. `[count]`.
    T *negatives;
    /// 1 for a negative that counts, 0 for one that is the positive itself; `[count]`.
    const T *counts;
    int64_t count;
    T positive;
    T strength;
};

template <typename T>
struct NegativeResult {
    T loss;
    /// With regard to the positive score.
    T gradient;
};

NegativeResult<float> negative_loss(NegativeLoss kind, const NegativeRow<float> &row);
NegativeResult<double> negative_loss(NegativeLoss kind, const NegativeRow<double> &row);

}  // namespace segue
