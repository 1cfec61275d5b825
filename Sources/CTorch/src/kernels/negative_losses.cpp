#include "negative_losses.h"

#include <limits>

#include "elementwise.h"

namespace {

using segue::exponential;
using segue::NegativeResult;
using segue::NegativeRow;
using segue::sigmoid;
using segue::softplus;

/// Smallest sum that a logarithm is taken of, as in the authors' BPR-max.
constexpr double least = 1e-24;

template <typename T>
SEGUE_INLINE T largest_of(const NegativeRow<T> &row, T start) {
    T top = start;
    for (int64_t i = 0; i < row.count; ++i) {
        if (row.counts[i] != 0 && row.negatives[i] > top) top = row.negatives[i];
    }
    return top;
}

template <typename T>
SEGUE_INLINE NegativeResult<T> sampled_softmax(const NegativeRow<T> &row) {
#pragma clang fp reassociate(on)
    const T top = largest_of(row, row.positive);
    const T own = exponential(row.positive - top);
    T sum = own;
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < row.count; ++i) {
        row.negatives[i] = row.counts[i] * exponential(row.negatives[i] - top);
        sum += row.negatives[i];
    }
    const T share = T(1) / sum;
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < row.count; ++i) row.negatives[i] *= share;
    return {top + std::log(sum) - row.positive, own * share - T(1)};
}

template <typename T>
SEGUE_INLINE NegativeResult<T> bpr(const NegativeRow<T> &row) {
#pragma clang fp reassociate(on)
    T loss = 0, total = 0, valid = 0;
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < row.count; ++i) {
        const T difference = row.negatives[i] - row.positive, slope = row.counts[i] * sigmoid(difference);
        loss += row.counts[i] * softplus(difference);
        valid += row.counts[i];
        total += slope;
        row.negatives[i] = slope;
    }
    const T share = valid > 0 ? T(1) / valid : T(0);
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < row.count; ++i) row.negatives[i] *= share;
    return {loss * share, -total * share};
}

template <typename T>
SEGUE_INLINE NegativeResult<T> bpr_max(const NegativeRow<T> &row) {
#pragma clang fp reassociate(on)
    const T top = largest_of(row, -std::numeric_limits<T>::infinity());
    if (top == -std::numeric_limits<T>::infinity()) {
        for (int64_t i = 0; i < row.count; ++i) row.negatives[i] = 0;
        return {0, 0};
    }
    T normal = 0, hit = 0, slope = 0, squares = 0;
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < row.count; ++i) {
        const T score = row.negatives[i], weight = row.counts[i] * exponential(score - top);
        const T above = sigmoid(row.positive - score);
        normal += weight;
        hit += weight * above;
        slope += weight * above * (T(1) - above);
        squares += weight * score * score;
    }
    const T share = T(1) / normal;
    hit *= share;
    slope *= share;
    squares *= share;
    const T inverse = T(1) / (hit + T(least));
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < row.count; ++i) {
        const T score = row.negatives[i], weight = row.counts[i] * exponential(score - top) * share;
        const T above = sigmoid(row.positive - score);
        row.negatives[i] = weight * (inverse * (hit - above + above * (T(1) - above)) +
                                     row.strength * (score * score - squares + T(2) * score));
    }
    return {-std::log(hit + T(least)) + row.strength * squares, -inverse * slope};
}

template <typename T>
SEGUE_INLINE NegativeResult<T> generalized_cross_entropy(const NegativeRow<T> &row) {
#pragma clang fp reassociate(on)
    T loss = row.strength * softplus(-row.positive);
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < row.count; ++i) {
        loss += row.counts[i] * softplus(row.negatives[i]);
        row.negatives[i] = row.counts[i] * sigmoid(row.negatives[i]);
    }
    return {loss, -row.strength * sigmoid(-row.positive)};
}

template <typename T>
SEGUE_INLINE NegativeResult<T> evaluate(segue::NegativeLoss kind, const NegativeRow<T> &row) {
    switch (kind) {
        case segue::NegativeLoss::sampled_softmax:
            return sampled_softmax(row);
        case segue::NegativeLoss::bpr:
            return bpr(row);
        case segue::NegativeLoss::bpr_max:
            return bpr_max(row);
        case segue::NegativeLoss::generalized_cross_entropy:
            return generalized_cross_entropy(row);
    }
    return {0, 0};
}

}  // namespace

namespace segue {

SEGUE_VECTORIZED NegativeResult<float> negative_loss(NegativeLoss kind, const NegativeRow<float> &row) {
    return evaluate(kind, row);
}

NegativeResult<double> negative_loss(NegativeLoss kind, const NegativeRow<double> &row) { return evaluate(kind, row); }

}  // namespace segue
