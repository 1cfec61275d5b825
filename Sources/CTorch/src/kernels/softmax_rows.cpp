#include "softmax_rows.h"

#include <limits>

#include "elementwise.h"

namespace {

using segue::exponential;
using segue::RowSum;

/// As many running maxima as a vector has lanes, for the compiler may not reorder a single one.
constexpr int64_t lanes = 16;

template <typename T>
SEGUE_INLINE T largest_of(const T *row, int64_t count) {
    T tops[lanes];
    for (T &top : tops) top = -std::numeric_limits<T>::infinity();
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (int64_t lane = 0; lane < lanes; ++lane) {
            tops[lane] = row[i + lane] > tops[lane] ? row[i + lane] : tops[lane];
        }
    }
    for (; i < count; ++i) tops[0] = row[i] > tops[0] ? row[i] : tops[0];
    T top = tops[0];
    for (T other : tops) top = other > top ? other : top;
    return top;
}

template <typename T>
SEGUE_INLINE RowSum<T> exponentials_of(T *__restrict row, const T *__restrict bias, int64_t count) {
#pragma clang fp reassociate(on)
    if (bias) {
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < count; ++i) row[i] += bias[i];
    }
    const T top = largest_of(row, count);
    T total = 0;
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) {
        row[i] = exponential(row[i] - top);
        total += row[i];
    }
    return {top, total};
}

template <typename T>
SEGUE_INLINE void probabilities_of(T *__restrict row, const T *__restrict bias, T log_sum, T factor, int64_t count) {
    if (bias) {
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < count; ++i) row[i] = factor * exponential(row[i] + bias[i] - log_sum);
    } else {
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < count; ++i) row[i] = factor * exponential(row[i] - log_sum);
    }
}

}  // namespace

namespace segue {

SEGUE_VECTORIZED RowSum<float> exponentials(float *row, const float *bias, int64_t count) {
    return exponentials_of(row, bias, count);
}

RowSum<double> exponentials(double *row, const double *bias, int64_t count) {
    return exponentials_of(row, bias, count);
}

SEGUE_VECTORIZED void probabilities(float *row, const float *bias, float log_sum, float factor, int64_t count) {
    probabilities_of(row, bias, log_sum, factor, count);
}

void probabilities(double *row, const double *bias, double log_sum, double factor, int64_t count) {
    probabilities_of(row, bias, log_sum, factor, count);
}

SEGUE_VECTORIZED void scale(float *row, float factor, int64_t count) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) row[i] *= factor;
}

void scale(double *row, double factor, int64_t count) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) row[i] *= factor;
}

SEGUE_VECTORIZED void add(float *__restrict sum, const float *__restrict row, int64_t count) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) sum[i] += row[i];
}

void add(double *__restrict sum, const double *__restrict row, int64_t count) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) sum[i] += row[i];
}

}  // namespace segue
