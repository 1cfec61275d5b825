// Passes over one row of attention scores, compiled for several generations of processors.

#pragma once

#include <cstdint>
#include <vector>

namespace segue {

/// What a pair's score counts.
enum class Weighting : int64_t { softmax = 0, silu = 1, plain = 2 };

/// Replaces each score s by the weight s · σ(s).
void silu(float *row, int64_t count);
void silu(double *row, int64_t count);

/// Replaces each score s by its weight s · σ(s), and the weight's gradient by the score's.
void silu_gradient(float *row, float *gradient, int64_t count);
void silu_gradient(double *row, double *gradient, int64_t count);

/// Replaces the gradient of softmax's weights by that of the scores: `weight · (gradient − mean)`.
void softmax_gradient(const float *weights, float *gradient, float mean, int64_t count);
void softmax_gradient(const double *weights, double *gradient, double mean, int64_t count);

/// Sorts time differences into buckets: `min(last, ⌊ln(max(1, |Δ|)) / width⌋)`.
class TimeBuckets {
  public:
    TimeBuckets(int64_t count, double width);

    /// The bucket of a difference.
    int64_t operator()(int64_t difference) const;

  private:
    /// The least difference of each bucket, and the first bucket for each number of bits of a difference.
    std::vector<uint64_t> least;
    int64_t first_of_bits[65];
};

}  // namespace segue
