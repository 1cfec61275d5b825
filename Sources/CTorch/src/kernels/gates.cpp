#include "gates.h"

#include "elementwise.h"

namespace {

using segue::GruStep;
using segue::GruStepGradient;

template <typename T>
SEGUE_INLINE void open(const GruStep<T> &step) {
    const int64_t n = step.n;
    for (int64_t row = 0; row < step.count; ++row) {
        T *__restrict update = step.gates + row * 3 * n, *__restrict reset = update + n;
        const T *__restrict h = step.previous + row * n;
        T *__restrict reset_state = step.reset_state + row * n;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < n; ++i) {
            update[i] = segue::sigmoid(update[i]);
            reset[i] = segue::sigmoid(reset[i]);
            reset_state[i] = reset[i] * h[i];
        }
    }
}

template <typename T>
SEGUE_INLINE void close(const GruStep<T> &step) {
    const int64_t n = step.n;
    for (int64_t row = 0; row < step.count; ++row) {
        const T *__restrict update = step.gates + row * 3 * n;
        T *__restrict candidate = step.gates + row * 3 * n + 2 * n;
        const T *__restrict h = step.previous + row * n;
        T *__restrict state = step.state + row * n;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < n; ++i) {
            const T k = segue::hyperbolic_tangent(candidate[i]);
            candidate[i] = k;
            state[i] = h[i] + update[i] * (k - h[i]);
        }
    }
}

template <typename T>
SEGUE_INLINE void close_backward(const GruStep<T> &step, const GruStepGradient<T> &gradient) {
    const int64_t n = step.n;
    for (int64_t row = 0; row < step.count; ++row) {
        const T *__restrict update = step.gates + row * 3 * n, *__restrict candidate = update + 2 * n;
        const T *__restrict h = step.previous + row * n, *__restrict from_outside = gradient.state + row * n;
        T *__restrict to_update = gradient.gates + row * 3 * n, *__restrict to_candidate = to_update + 2 * n;
        T *__restrict carried = gradient.carried + row * n;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < n; ++i) {
            const T d = carried[i] + from_outside[i], u = update[i], k = candidate[i];
            to_candidate[i] = d * u * (T(1) - k * k);
            to_update[i] = d * (k - h[i]) * u * (T(1) - u);
            carried[i] = d * (T(1) - u);
        }
    }
}

template <typename T>
SEGUE_INLINE void open_backward(const GruStep<T> &step, const GruStepGradient<T> &gradient) {
    const int64_t n = step.n;
    for (int64_t row = 0; row < step.count; ++row) {
        const T *__restrict reset = step.gates + row * 3 * n + n, *__restrict h = step.previous + row * n;
        const T *__restrict d = gradient.reset_state + row * n;
        T *__restrict to_reset = gradient.gates + row * 3 * n + n, *__restrict carried = gradient.carried + row * n;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < n; ++i) {
            to_reset[i] = d[i] * h[i] * reset[i] * (T(1) - reset[i]);
            carried[i] += d[i] * reset[i];
        }
    }
}

}  // namespace

namespace segue {

SEGUE_VECTORIZED void gru_open(const GruStep<float> &step) { open(step); }
void gru_open(const GruStep<double> &step) { open(step); }
SEGUE_VECTORIZED void gru_close(const GruStep<float> &step) { close(step); }
void gru_close(const GruStep<double> &step) { close(step); }

SEGUE_VECTORIZED void gru_close_backward(const GruStep<float> &step, const GruStepGradient<float> &gradient) {
    close_backward(step, gradient);
}

void gru_close_backward(const GruStep<double> &step, const GruStepGradient<double> &gradient) {
    close_backward(step, gradient);
}

SEGUE_VECTORIZED void gru_open_backward(const GruStep<float> &step, const GruStepGradient<float> &gradient) {
    open_backward(step, gradient);
}

void gru_open_backward(const GruStep<double> &step, const GruStepGradient<double> &gradient) {
    open_backward(step, gradient);
}

}  // namespace segue
