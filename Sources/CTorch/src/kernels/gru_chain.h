// What the kernels of all gated recurrent units share: their memory, and the step from open gates to the new state.

#pragma once

#include "gates.h"
#include "recurrence.h"
#include "softmax_rows.h"

namespace segue {

/// What a forward pass leaves for the backward pass, for all tokens.
struct GruMemory {
    /// Values of update gate, reset gate and candidate, `[tokens, 3 n]`.
    at::Tensor gates;
    /// State before, `[tokens, n]`.
    at::Tensor previous;
    /// The state as the reset gate leaves it, `[tokens, n]`.
    at::Tensor reset_states;
    /// State after, `[tokens, n]`.
    at::Tensor states;

    GruMemory() = default;
    GruMemory(int64_t tokens, int64_t n, const at::TensorOptions &options)
        : gates(at::empty({tokens, 3 * n}, options)), previous(at::empty({tokens, n}, options)),
          reset_states(at::empty({tokens, n}, options)), states(at::empty({tokens, n}, options)) {}
};

/// The part of the memory that belongs to some rows of a step.
template <typename T>
GruStep<T> gru_step(const GruMemory &memory, int64_t token, int64_t count) {
    return {count,
            memory.previous.size(1),
            at_row<T>(memory.gates, token),
            at_row<T>(memory.previous, token),
            at_row<T>(memory.reset_states, token),
            at_row<T>(memory.states, token)};
}

/// From the complete sums of the gates and the candidate's sum without the state to the new state.
template <typename T>
void gru_update(const GruStep<T> &step, const Panels<T> &candidate_weight) {
    const int64_t n = step.n;
    gru_open(step);
    candidate_weight.multiply(step.reset_state, n, step.count, true, step.gates + 2 * n, 3 * n);
    gru_close(step);
}

/// Back through `gru_update`: writes the gradient of all sums, `gates`, and adds to `carried` what reaches the state
/// before other than through the gates' sums. `scratch` is `[count, n]`.
template <typename T>
void gru_update_backward(const GruStep<T> &step, const Panels<T> &candidate_weight, const T *incoming, T *gates,
                         T *carried, T *scratch) {
    const int64_t n = step.n;
    const GruStepGradient<T> gradient{gates, incoming, scratch, carried};
    gru_close_backward(step, gradient);
    candidate_weight.multiply(gates + 2 * n, 3 * n, step.count, false, scratch, n);
    gru_open_backward(step, gradient);
}

}  // namespace segue
