// The elementwise passes of gated recurrent units, over all rows of a step at once, compiled for several generations of
// processors. Gradients with regard to a nonlinearity's input overwrite nothing that is still needed.

#pragma once

#include <cstdint>

namespace segue {

/// The rows of one step of a GRU: `count` rows of `n` units.
template <typename T>
struct GruStep {
    int64_t count, n;
    /// `[count, 3 n]`: the sums that enter update gate, reset gate and candidate, then their values.
    T *gates;
    /// State before the step, `[count, n]`.
    const T *previous;
    /// `reset ⊙ previous`, `[count, n]`.
    T *reset_state;
    /// State after the step, `[count, n]`.
    T *state;
};

/// Backward: the gradients of one step of a GRU.
template <typename T>
struct GruStepGradient {
    /// With regard to the sums that enter the gates, `[count, 3 n]`.
    T *gates;
    /// With regard to the state after the step, from outside, `[count, n]`.
    const T *state;
    /// With regard to `reset_state`, `[count, n]`.
    const T *reset_state;
    /// In: from the step after. Out: what the gates pass on to the state before. `[count, n]`.
    T *carried;
};

/// Update and reset gate from their sums, and the reset state.
void gru_open(const GruStep<float> &step);
void gru_open(const GruStep<double> &step);

/// Candidate from its sum, and `state = previous + update ⊙ (candidate − previous)`.
void gru_close(const GruStep<float> &step);
void gru_close(const GruStep<double> &step);

/// Back through `gru_close`: candidate, update gate, and the share of the state before.
void gru_close_backward(const GruStep<float> &step, const GruStepGradient<float> &gradient);
void gru_close_backward(const GruStep<double> &step, const GruStepGradient<double> &gradient);

/// Back through `gru_open`: reset gate, and the share of the state before.
void gru_open_backward(const GruStep<float> &step, const GruStepGradient<float> &gradient);
void gru_open_backward(const GruStep<double> &step, const GruStepGradient<double> &gradient);

}  // namespace segue
