// The elementwise passes of long short-term memory, over all rows of a step at once.

#pragma once

#include <cstdint>

namespace segue {

/// The rows of one step of an LSTM: `count` rows of `n` units.
template <typename T>
struct LstmStep {
    int64_t count, n;
    /// `[count, 4 n]`: the sums that enter input gate, forget gate, candidate and output gate, then their values.
    T *gates;
    /// Cell before the step, `[count, n]`.
    const T *previous_cell;
    /// Cell and state after the step, `[count, n]`.
    T *cell, *state;
};

/// Backward: the gradients of one step of an LSTM.
template <typename T>
struct LstmStepGradient {
    /// With regard to the sums that enter the gates, `[count, 4 n]`.
    T *gates;
    /// With regard to state and cell after the step, from outside, `[count, n]`; null for none.
    const T *state, *cell;
    /// With regard to the state after the step, from the step after, `[count, n]`.
    const T *carried_state;
    /// In: with regard to the cell after the step, from the step after. Out: to the cell before. `[count, n]`.
    T *carried_cell;
};

/// Gates from their sums, `cell = forget ⊙ previous + input ⊙ candidate`, `state = output ⊙ tanh(cell)`.
void lstm_update(const LstmStep<float> &step);
void lstm_update(const LstmStep<double> &step);

/// Back through `lstm_update`.
void lstm_update_backward(const LstmStep<float> &step, const LstmStepGradient<float> &gradient);
void lstm_update_backward(const LstmStep<double> &step, const LstmStepGradient<double> &gradient);

/// `product = left ⊙ right`, which may stand in the place of either.
void multiply(const float *left, const float *right, float *product, int64_t count);
void multiply(const double *left, const double *right, double *product, int64_t count);

}  // namespace segue
