#include "lstm_gates.h"

#include "elementwise.h"

namespace {

using segue::LstmStep;
using segue::LstmStepGradient;

template <typename T>
SEGUE_INLINE void update(const LstmStep<T> &step) {
    const int64_t n = step.n;
    for (int64_t row = 0; row < step.count; ++row) {
        T *__restrict input = step.gates + row * 4 * n, *__restrict forget = input + n;
        T *__restrict candidate = forget + n, *__restrict output = candidate + n;
        const T *__restrict before = step.previous_cell + row * n;
        T *__restrict cell = step.cell + row * n, *__restrict state = step.state + row * n;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < n; ++i) {
            input[i] = segue::sigmoid(input[i]);
            forget[i] = segue::sigmoid(forget[i]);
            candidate[i] = segue::hyperbolic_tangent(candidate[i]);
            output[i] = segue::sigmoid(output[i]);
            cell[i] = forget[i] * before[i] + input[i] * candidate[i];
            state[i] = output[i] * segue::hyperbolic_tangent(cell[i]);
        }
    }
}

template <typename T>
SEGUE_INLINE void update_backward(const LstmStep<T> &step, const LstmStepGradient<T> &gradient) {
    const int64_t n = step.n;
    for (int64_t row = 0; row < step.count; ++row) {
        const T *__restrict gates = step.gates + row * 4 * n, *__restrict before = step.previous_cell + row * n;
        const T *__restrict after = step.cell + row * n, *__restrict carried = gradient.carried_state + row * n;
        const T *state = gradient.state ? gradient.state + row * n : nullptr;
        const T *cell = gradient.cell ? gradient.cell + row * n : nullptr;
        T *__restrict to_gates = gradient.gates + row * 4 * n, *__restrict to_cell = gradient.carried_cell + row * n;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < n; ++i) {
            const T input = gates[i], forget = gates[n + i], candidate = gates[2 * n + i], output = gates[3 * n + i];
            const T squashed = segue::hyperbolic_tangent(after[i]);
            const T dh = carried[i] + (state ? state[i] : T(0));
            const T dc = to_cell[i] + (cell ? cell[i] : T(0)) + dh * output * (T(1) - squashed * squashed);
            to_gates[i] = dc * candidate * input * (T(1) - input);
            to_gates[n + i] = dc * before[i] * forget * (T(1) - forget);
            to_gates[2 * n + i] = dc * input * (T(1) - candidate * candidate);
            to_gates[3 * n + i] = dh * squashed * output * (T(1) - output);
            to_cell[i] = dc * forget;
        }
    }
}

}  // namespace

namespace segue {

SEGUE_VECTORIZED void lstm_update(const LstmStep<float> &step) { update(step); }
void lstm_update(const LstmStep<double> &step) { update(step); }

SEGUE_VECTORIZED void lstm_update_backward(const LstmStep<float> &step, const LstmStepGradient<float> &gradient) {
    update_backward(step, gradient);
}

void lstm_update_backward(const LstmStep<double> &step, const LstmStepGradient<double> &gradient) {
    update_backward(step, gradient);
}

SEGUE_VECTORIZED void multiply(const float *left, const float *right, float *product, int64_t count) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) product[i] = left[i] * right[i];
}

void multiply(const double *left, const double *right, double *product, int64_t count) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) product[i] = left[i] * right[i];
}

}  // namespace segue
