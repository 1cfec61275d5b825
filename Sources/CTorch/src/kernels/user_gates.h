// The elementwise passes in which the user-based GRUs mix item and user, over all rows of a step at once.

#pragma once

#include <cstdint>

namespace segue {

/// One step of the attentional user-based GRU, `count` rows of `e` components.
template <typename T>
struct AttentionStep {
    int64_t count, e;
    /// Sum that enters the focus ξ, then its value, `[count, e]`.
    T *focus;
    /// Item and user vectors, `[count, e]`.
    const T *items, *users;
    /// `[(1 − ξ) ⊙ item, ξ ⊙ user]`, `[count, 2 e]`.
    T *mixed;
};

/// Focus from its sum, and the mix.
void attend(const AttentionStep<float> &step);
void attend(const AttentionStep<double> &step);

/// Back through `attend`: from the gradient of the mix to those of the focus' sum and of the items, and into the users'.
void attend_backward(const AttentionStep<float> &step, const float *mixed, float *focus, float *items, float *users);
void attend_backward(const AttentionStep<double> &step, const double *mixed, double *focus, double *items,
                     double *users);

/// One step of the rectified linear user-based GRU, `count` rows of `e` components.
template <typename T>
struct FilterStep {
    int64_t count, e;
    /// Both thresholds κ₁ and κ₂, `[count, 2 e]`.
    const T *thresholds;
    /// User vectors, `[count, e]`.
    const T *users;
    /// What passes: 0 below κ₁, `leak · user` below κ₂, else `user`; `[count, e]`.
    T *filtered;
    T leak;
    /// Whether the comparisons count as sigmoids in the backward pass.
    bool has_surrogate;
};

/// What of the users' vectors passes.
void filter(const FilterStep<float> &step);
void filter(const FilterStep<double> &step);

/// Back through `filter`: writes the thresholds' gradient and adds to the users'.
void filter_backward(const FilterStep<float> &step, const float *filtered, float *thresholds, float *users);
void filter_backward(const FilterStep<double> &step, const double *filtered, double *thresholds, double *users);

}  // namespace segue
