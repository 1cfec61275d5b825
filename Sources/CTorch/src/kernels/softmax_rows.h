// Passes over rows of logits, compiled for several generations of processors.

#pragma once

#include <cstdint>

namespace segue {

/// Largest element of a row and the sum of `exp(element − largest)`.
template <typename T>
struct RowSum {
    T largest, sum;
};

/// Adds the bias (null for none), replaces each logit by its exponential relative to the row's largest.
RowSum<float> exponentials(float *row, const float *bias, int64_t count);
RowSum<double> exponentials(double *row, const double *bias, int64_t count);

/// Replaces each logit, bias added, by `factor · exp(logit − log_sum)`.
void probabilities(float *row, const float *bias, float log_sum, float factor, int64_t count);
void probabilities(double *row, const double *bias, double log_sum, double factor, int64_t count);

/// `row *= factor`.
void scale(float *row, float factor, int64_t count);
void scale(double *row, double factor, int64_t count);

/// `sum += row`.
void add(float *sum, const float *row, int64_t count);
void add(double *sum, const double *row, int64_t count);

}  // namespace segue
