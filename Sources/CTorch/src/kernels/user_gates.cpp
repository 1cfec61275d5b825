#include "user_gates.h"

#include "elementwise.h"

namespace {

using segue::AttentionStep;
using segue::FilterStep;

template <typename T>
SEGUE_INLINE void attend_rows(const AttentionStep<T> &step) {
    const int64_t e = step.e;
    for (int64_t row = 0; row < step.count; ++row) {
        T *__restrict focus = step.focus + row * e, *__restrict mixed = step.mixed + row * 2 * e;
        const T *__restrict item = step.items + row * e, *__restrict user = step.users + row * e;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < e; ++i) {
            const T xi = segue::sigmoid(focus[i]);
            focus[i] = xi;
            mixed[i] = item[i] - xi * item[i];
            mixed[e + i] = xi * user[i];
        }
    }
}

template <typename T>
SEGUE_INLINE void attend_rows_backward(const AttentionStep<T> &step, const T *to_mixed, T *to_focus, T *to_items,
                                       T *to_users) {
    const int64_t e = step.e;
    for (int64_t row = 0; row < step.count; ++row) {
        const T *__restrict focus = step.focus + row * e, *__restrict item = step.items + row * e;
        const T *__restrict user = step.users + row * e, *__restrict d = to_mixed + row * 2 * e;
        T *__restrict df = to_focus + row * e, *__restrict di = to_items + row * e, *__restrict du = to_users + row * e;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < e; ++i) {
            const T xi = focus[i];
            df[i] = (d[e + i] * user[i] - d[i] * item[i]) * xi * (T(1) - xi);
            di[i] = d[i] * (T(1) - xi);
            du[i] += d[e + i] * xi;
        }
    }
}

template <typename T>
SEGUE_INLINE void filter_rows(const FilterStep<T> &step) {
    const int64_t e = step.e;
    for (int64_t row = 0; row < step.count; ++row) {
        const T *__restrict low = step.thresholds + row * 2 * e, *__restrict high = low + e;
        const T *__restrict user = step.users + row * e;
        T *__restrict filtered = step.filtered + row * e;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < e; ++i) {
            const T factor = user[i] >= high[i] ? T(1) : step.leak;
            filtered[i] = user[i] >= low[i] ? factor * user[i] : T(0);
        }
    }
}

template <typename T>
SEGUE_INLINE void filter_rows_backward(const FilterStep<T> &step, const T *to_filtered, T *to_thresholds, T *to_users) {
    const int64_t e = step.e;
    const T leak = step.leak;
    for (int64_t row = 0; row < step.count; ++row) {
        const T *__restrict low = step.thresholds + row * 2 * e, *__restrict high = low + e;
        const T *__restrict user = step.users + row * e, *__restrict d = to_filtered + row * e;
        T *__restrict to_low = to_thresholds + row * 2 * e, *__restrict to_high = to_low + e;
        T *__restrict du = to_users + row * e;
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < e; ++i) {
            const T v = user[i];
            const T first = v >= low[i] ? T(1) : T(0), second = v >= high[i] ? T(1) : leak;
            T slope_low = 0, slope_high = 0;
            if (step.has_surrogate) {
                const T soft_low = segue::sigmoid(v - low[i]), soft_high = segue::sigmoid(v - high[i]);
                slope_low = v * second * soft_low * (T(1) - soft_low);
                slope_high = v * first * (T(1) - leak) * soft_high * (T(1) - soft_high);
            }
            to_low[i] = -d[i] * slope_low;
            to_high[i] = -d[i] * slope_high;
            du[i] += d[i] * (first * second + slope_low + slope_high);
        }
    }
}

}  // namespace

namespace segue {

SEGUE_VECTORIZED void attend(const AttentionStep<float> &step) { attend_rows(step); }
void attend(const AttentionStep<double> &step) { attend_rows(step); }

SEGUE_VECTORIZED void attend_backward(const AttentionStep<float> &step, const float *mixed, float *focus, float *items,
                                      float *users) {
    attend_rows_backward(step, mixed, focus, items, users);
}

void attend_backward(const AttentionStep<double> &step, const double *mixed, double *focus, double *items,
                     double *users) {
    attend_rows_backward(step, mixed, focus, items, users);
}

SEGUE_VECTORIZED void filter(const FilterStep<float> &step) { filter_rows(step); }
void filter(const FilterStep<double> &step) { filter_rows(step); }

SEGUE_VECTORIZED void filter_backward(const FilterStep<float> &step, const float *filtered, float *thresholds,
                                      float *users) {
    filter_rows_backward(step, filtered, thresholds, users);
}

void filter_backward(const FilterStep<double> &step, const double *filtered, double *thresholds, double *users) {
    filter_rows_backward(step, filtered, thresholds, users);
}

}  // namespace segue
