#include "attention_rows.h"

#include <bit>
#include <cmath>
#include <limits>

#include "elementwise.h"

namespace {

template <typename T>
SEGUE_INLINE void silu_of(T *__restrict row, int64_t count) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) row[i] = row[i] * segue::sigmoid(row[i]);
}

template <typename T>
SEGUE_INLINE void silu_gradient_of(T *__restrict row, T *__restrict gradient, int64_t count) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) {
        const T score = row[i], gate = segue::sigmoid(score), weight = score * gate;
        gradient[i] *= gate + weight * (T(1) - gate);
        row[i] = weight;
    }
}

template <typename T>
SEGUE_INLINE void softmax_gradient_of(const T *__restrict weights, T *__restrict gradient, T mean, int64_t count) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) gradient[i] = weights[i] * (gradient[i] - mean);
}

}  // namespace

namespace segue {

SEGUE_VECTORIZED void silu(float *row, int64_t count) { silu_of(row, count); }
void silu(double *row, int64_t count) { silu_of(row, count); }

SEGUE_VECTORIZED void silu_gradient(float *row, float *gradient, int64_t count) {
    silu_gradient_of(row, gradient, count);
}
void silu_gradient(double *row, double *gradient, int64_t count) { silu_gradient_of(row, gradient, count); }

SEGUE_VECTORIZED void softmax_gradient(const float *weights, float *gradient, float mean, int64_t count) {
    softmax_gradient_of(weights, gradient, mean, count);
}
void softmax_gradient(const double *weights, double *gradient, double mean, int64_t count) {
    softmax_gradient_of(weights, gradient, mean, count);
}

TimeBuckets::TimeBuckets(int64_t count, double width) {
    const auto bucket = [&](uint64_t difference) {
        return static_cast<int64_t>(std::floor(std::log(static_cast<double>(difference)) / width));
    };
    least.push_back(0);
    for (int64_t index = 1; index < count; ++index) {
        // The estimate may be off by rounding; the formula itself decides.
        const double edge = std::exp(width * static_cast<double>(index));
        if (!(edge < 9e18)) {
            least.push_back(std::numeric_limits<uint64_t>::max());
            continue;
        }
        auto found = static_cast<uint64_t>(std::max(1.0, std::floor(edge)));
        while (found > 1 && bucket(found - 1) >= index) --found;
        while (bucket(found) < index) ++found;
        least.push_back(found);
    }
    int64_t index = 0;
    for (int bits = 0; bits <= 64; ++bits) {
        const uint64_t smallest = bits == 0 ? 0 : uint64_t(1) << (bits - 1);
        while (index + 1 < count && least[index + 1] <= smallest) ++index;
        first_of_bits[bits] = index;
    }
}

int64_t TimeBuckets::operator()(int64_t difference) const {
    // Not std::abs, which has no answer for the smallest number.
    const uint64_t distance = difference < 0 ? uint64_t(0) - static_cast<uint64_t>(difference)
                                             : static_cast<uint64_t>(difference);
    const auto count = static_cast<int64_t>(least.size());
    int64_t index = first_of_bits[std::bit_width(distance)];
    while (index + 1 < count && least[index + 1] <= distance) ++index;
    return index;
}

}  // namespace segue
