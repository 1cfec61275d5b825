// The computation behind `row_attention` on the CPU: attention within rows of packed tokens, tile after tile.

#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <vector>

#include "attention_rows.h"
#include "blocks.h"
#include "softmax_rows.h"
#include "threads.h"

namespace segue {

/// What is attended with. Rows are tokens `offsets[r]..<offsets[r + 1]`; a matrix' columns are those of its heads.
struct AttentionInput {
    /// `[tokens, heads · width]`, the last `[tokens, heads · value width]`; rows may lie apart.
    at::Tensor query, key, value;
    /// `[rows + 1]`, `int64`.
    at::Tensor offsets;
    int64_t heads;
    /// What products of queries and keys are multiplied with.
    double scale;
    Weighting weighting;
    bool causal;
    /// `[heads, lags]` and `[heads, buckets]`, either missing.
    at::Tensor lag_bias, time_bias;
    /// `[tokens]`, `int64`, where there is a bias of times.
    at::Tensor query_times, key_times;
    double bucket_width;
};

/// Attention and its gradients, of tensors of type T; the scores of one tile of queries are all that is ever kept.
///
///     s[i, j] = scale · ⟨q[i], k[j]⟩ + lag[min(|i − j|, lags − 1)] + time[bucket(tq[i] − tk[j])]
///     w[i, ·] = softmax(s[i, ·]), s · σ(s) or s;      o[i] = Σ w[i, j] v[j]       over j of i's row, j ≤ i where causal
///
/// One thread works at a row: its queries, keys and values lie in scratch, filled up with zeros to whole tiles, for the
/// product's kernel is made anew for each size.
template <typename T>
class RowAttention {
  public:
    explicit RowAttention(const AttentionInput &input)
        : input(input), offsets(input.offsets.const_data_ptr<int64_t>()), rows(input.offsets.numel() - 1),
          width(input.query.size(1) / input.heads), value_width(input.value.size(1) / input.heads) {
        for (int64_t row = 0; row < rows; ++row) longest = std::max(longest, offsets[row + 1] - offsets[row]);
        pieces = std::clamp<int64_t>(rows, 1, std::max(1, at::get_num_threads()));
        // All lags from far to near, so that those of a query lie as its keys do; behind it those of later keys.
        if (input.lag_bias.defined()) {
            const int64_t lags = input.lag_bias.size(1);
            lag_rows.resize(input.heads * 2 * longest);
            for (int64_t head = 0; head < input.heads; ++head) {
                const T *table = input.lag_bias.const_data_ptr<T>() + head * lags;
                for (int64_t i = 0; i < 2 * longest; ++i) {
                    lag_rows[head * 2 * longest + i] = table[std::min(std::abs(longest - 1 - i), lags - 1)];
                }
            }
        }
        if (input.time_bias.defined()) buckets.emplace(input.time_bias.size(1), input.bucket_width);
    }

    /// Writes the outcome `[tokens, heads · value width]` and, for the softmax, `log Σ exp` of each `[tokens, heads]`.
    void forward(const at::Tensor &output, const at::Tensor &log_sums) {
        on_threads(pieces, [&](int64_t piece) {
            Scratch own(*this);
            for (int64_t row = piece; row < rows; row += pieces) {
                find_buckets(own, row);
                for (int64_t head = 0; head < input.heads; ++head) forward(own, row, head, output, log_sums);
            }
        });
    }

    struct Gradients {
        at::Tensor query, key, value, lag_bias, time_bias;
    };

    /// Writes the gradients of everything, from that of the outcome.
    void backward(const at::Tensor &output, const at::Tensor &log_sums, const at::Tensor &incoming,
                  const Gradients &found) {
        const auto options = input.query.options();
        at::Tensor lags, times;
        if (found.lag_bias.defined()) lags = at::zeros({pieces, input.heads, 2 * longest}, options);
        if (found.time_bias.defined()) times = at::zeros({pieces, input.heads, found.time_bias.size(1)}, options);
        on_threads(pieces, [&](int64_t piece) {
            Scratch own(*this);
            for (int64_t row = piece; row < rows; row += pieces) {
                find_buckets(own, row);
                for (int64_t head = 0; head < input.heads; ++head) {
                    T *lag = lags.defined() ? lags.data_ptr<T>() + (piece * input.heads + head) * 2 * longest : nullptr;
                    T *time = times.defined()
                                  ? times.data_ptr<T>() + (piece * input.heads + head) * found.time_bias.size(1)
                                  : nullptr;
                    backward(own, row, head, output, log_sums, incoming, found, lag, time);
                }
            }
        });
        if (times.defined()) found.time_bias.copy_(times.sum(0));
        if (lags.defined()) fold_lags(lags.sum(0), found.lag_bias);
    }

  private:
    static constexpr int64_t tile = 32;

    const AttentionInput &input;
    const int64_t *const offsets;
    const int64_t rows, width, value_width;
    int64_t longest = 1, pieces = 1;
    std::vector<T> lag_rows;
    std::optional<TimeBuckets> buckets;

    static int64_t padded(int64_t length) { return (length + tile - 1) / tile * tile; }

    /// What a thread needs for a head of a row. Rows of scores lie apart by no power of two, or they would share few sets
    /// of the cache.
    struct Scratch {
        explicit Scratch(const RowAttention &all)
            : stride(padded(all.longest) + 16), query(stride * all.width), key(stride * all.width),
              turned_key(stride * all.width), value(stride * all.value_width), turned_value(stride * all.value_width),
              outcome(stride * all.value_width), key_gradient(stride * all.width), value_gradient(stride * all.value_width),
              scores(tile * stride), deltas(tile * stride), turned(stride * (tile + 16)),
              tile_result(tile * std::max(all.width, all.value_width)) {}
        int64_t stride;
        std::vector<T> query, key, turned_key, value, turned_value, outcome, key_gradient, value_gradient, scores, deltas,
            turned, tile_result;
        std::vector<int16_t> bucket;
    };

    /// Copies a head's columns of a row's tokens, times a factor, followed by zeros up to whole tiles.
    static void lay_out(const at::Tensor &matrix, int64_t first, int64_t length, int64_t column, int64_t width, T factor,
                        std::vector<T> &result) {
        const T *source = matrix.const_data_ptr<T>() + first * matrix.stride(0) + column;
        for (int64_t i = 0; i < length; ++i) {
            T *line = result.data() + i * width;
            std::memcpy(line, source + i * matrix.stride(0), sizeof(T) * width);
        }
        if (factor != 1) segue::scale(result.data(), factor, length * width);
        std::fill_n(result.data() + length * width, (padded(length) - length) * width, T(0));
    }

    /// Adds scratch back to, or writes it over, a head's columns of a row's tokens.
    static void write(const T *source, int64_t first, int64_t length, int64_t column, int64_t width,
                      const at::Tensor &matrix) {
        T *target = matrix.data_ptr<T>() + first * matrix.stride(0) + column;
        for (int64_t i = 0; i < length; ++i) std::memcpy(target + i * matrix.stride(0), source + i * width, sizeof(T) * width);
    }

    /// The bucket of each pair of a row, once for all its heads.
    void find_buckets(Scratch &own, int64_t row) const {
        if (!buckets) return;
        const int64_t first = offsets[row], length = offsets[row + 1] - first;
        const auto *asked = input.query_times.const_data_ptr<int64_t>() + first;
        const auto *known = input.key_times.const_data_ptr<int64_t>() + first;
        own.bucket.resize(length * length);
        for (int64_t i = 0; i < length; ++i) {
            for (int64_t j = 0; j < (input.causal ? i + 1 : length); ++j) {
                own.bucket[i * length + j] = static_cast<int16_t>((*buckets)(
                    static_cast<int64_t>(static_cast<uint64_t>(asked[i]) - static_cast<uint64_t>(known[j]))));
            }
        }
    }

    /// Lays out a head's queries, scaled, and keys.
    void prepare(Scratch &own, int64_t row, int64_t head) const {
        const int64_t first = offsets[row], length = offsets[row + 1] - first, whole = padded(length);
        lay_out(input.query, first, length, head * width, width, static_cast<T>(input.scale), own.query);
        lay_out(input.key, first, length, head * width, width, T(1), own.key);
        lay_out(input.value, first, length, head * value_width, value_width, T(1), own.value);
        transpose(own.key.data(), whole, width, width, own.turned_key.data(), own.stride);
    }

    /// Products of a tile's queries with the keys it may look at; returns how many keys, in whole tiles, those are.
    int64_t multiply_tile(Scratch &own, int64_t start, int64_t length) const {
        const int64_t keys = input.causal ? start + tile : padded(length);
        multiply_block(tile, keys, width, own.query.data() + start * width, width, own.turned_key.data(), own.stride, false,
                       own.scores.data(), own.stride);
        return keys;
    }

    /// The lags of a query's keys; nil without such a bias.
    const T *lags_of(int64_t head, int64_t i) const {
        return lag_rows.empty() ? nullptr : lag_rows.data() + head * 2 * longest + longest - 1 - i;
    }

    void add_times(const Scratch &own, T *scores, int64_t head, int64_t length, int64_t i, int64_t count) const {
        if (!buckets) return;
        const T *table = input.time_bias.const_data_ptr<T>() + head * input.time_bias.size(1);
        const int16_t *bucket = own.bucket.data() + i * length;
        for (int64_t j = 0; j < count; ++j) scores[j] += table[bucket[j]];
    }

    void forward(Scratch &own, int64_t row, int64_t head, const at::Tensor &output, const at::Tensor &log_sums) const {
        const int64_t first = offsets[row], length = offsets[row + 1] - first;
        prepare(own, row, head);
        for (int64_t start = 0; start < length; start += tile) {
            const int64_t keys = multiply_tile(own, start, length), count = std::min(tile, length - start);
            for (int64_t line = 0; line < tile; ++line) {
                T *scores = own.scores.data() + line * own.stride;
                const int64_t i = start + line, seen = line >= count ? 0 : input.causal ? i + 1 : length;
                std::fill(scores + seen, scores + keys, T(0));
                if (seen == 0) continue;
                add_times(own, scores, head, length, i, seen);
                const T *lag = lags_of(head, i);
                if (input.weighting == Weighting::softmax) {
                    const auto [largest, sum] = exponentials(scores, lag, seen);
                    scale(scores, T(1) / sum, seen);
                    log_sums.data_ptr<T>()[(first + i) * input.heads + head] = largest + std::log(sum);
                    continue;
                }
                if (lag) add(scores, lag, seen);
                if (input.weighting == Weighting::silu) silu(scores, seen);
            }
            multiply_block(tile, value_width, keys, own.scores.data(), own.stride, own.value.data(), value_width, false,
                           own.tile_result.data(), value_width);
            write(own.tile_result.data(), first + start, count, head * value_width, value_width, output);
        }
    }

    void backward(Scratch &own, int64_t row, int64_t head, const at::Tensor &output, const at::Tensor &log_sums,
                  const at::Tensor &incoming, const Gradients &found, T *lag_gradient, T *time_gradient) const {
        const int64_t first = offsets[row], length = offsets[row + 1] - first, whole = padded(length);
        prepare(own, row, head);
        lay_out(incoming, first, length, head * value_width, value_width, T(1), own.outcome);
        transpose(own.value.data(), whole, value_width, value_width, own.turned_value.data(), own.stride);
        std::fill_n(own.key_gradient.data(), whole * width, T(0));
        std::fill_n(own.value_gradient.data(), whole * value_width, T(0));
        for (int64_t start = 0; start < length; start += tile) {
            const int64_t keys = multiply_tile(own, start, length), count = std::min(tile, length - start);
            multiply_block(tile, keys, value_width, own.outcome.data() + start * value_width, value_width,
                           own.turned_value.data(), own.stride, false, own.deltas.data(), own.stride);
            for (int64_t line = 0; line < tile; ++line) {
                T *scores = own.scores.data() + line * own.stride, *deltas = own.deltas.data() + line * own.stride;
                const int64_t i = start + line, seen = line >= count ? 0 : input.causal ? i + 1 : length;
                std::fill(scores + seen, scores + keys, T(0));
                std::fill(deltas + seen, deltas + keys, T(0));
                if (seen == 0) continue;
                add_times(own, scores, head, length, i, seen);
                turn_gradient(own, scores, deltas, first, i, seen, head, output, log_sums);
                if (lag_gradient) add(lag_gradient + longest - 1 - i, deltas, seen);
                for (int64_t j = 0; time_gradient && j < seen; ++j) {
                    time_gradient[own.bucket[i * length + j]] += deltas[j];
                }
            }
            multiply_block(tile, width, keys, own.deltas.data(), own.stride, own.key.data(), width, false,
                           own.tile_result.data(), width);
            segue::scale(own.tile_result.data(), static_cast<T>(input.scale), count * width);
            write(own.tile_result.data(), first + start, count, head * width, width, found.query);
            add_turned(own, own.deltas, keys, own.query.data() + start * width, width, own.key_gradient);
            add_turned(own, own.scores, keys, own.outcome.data() + start * value_width, value_width, own.value_gradient);
        }
        write(own.key_gradient.data(), first, length, head * width, width, found.key);
        write(own.value_gradient.data(), first, length, head * value_width, value_width, found.value);
    }

    /// Turns a query's products into weights, and the gradient of those into that of the scores.
    void turn_gradient(const Scratch &own, T *scores, T *deltas, int64_t first, int64_t i, int64_t seen, int64_t head,
                       const at::Tensor &output, const at::Tensor &log_sums) const {
        const T *lag = lags_of(head, i);
        if (input.weighting == Weighting::softmax) {
            probabilities(scores, lag, log_sums.const_data_ptr<T>()[(first + i) * input.heads + head], T(1), seen);
            // Σ weight · gradient over the keys is ⟨gradient of the outcome, outcome⟩.
            const T *result = output.const_data_ptr<T>() + (first + i) * output.size(1) + head * value_width;
            const T *gradient = own.outcome.data() + i * value_width;
            T mean = 0;
            for (int64_t d = 0; d < value_width; ++d) mean += result[d] * gradient[d];
            softmax_gradient(scores, deltas, mean, seen);
            return;
        }
        if (lag) add(scores, lag, seen);
        if (input.weighting == Weighting::silu) silu_gradient(scores, deltas, seen);
    }

    /// `result += tileᵀ · factor`, for the tile's columns up to `keys`.
    void add_turned(Scratch &own, const std::vector<T> &matrix, int64_t keys, const T *factor, int64_t columns,
                    std::vector<T> &result) const {
        constexpr int64_t stride = tile + 16;
        transpose(matrix.data(), tile, keys, own.stride, own.turned.data(), stride);
        for (int64_t key = 0; key < keys; key += tile) {
            multiply_block(tile, columns, tile, own.turned.data() + key * stride, stride, factor, columns, true,
                           result.data() + key * columns, columns);
        }
    }

    /// From far to near, and behind: to the table, whose last entry is for all greater lags.
    void fold_lags(const at::Tensor &lags, const at::Tensor &table) const {
        const int64_t count = table.size(1);
        for (int64_t head = 0; head < input.heads; ++head) {
            const T *from = lags.const_data_ptr<T>() + head * 2 * longest;
            T *to = table.data_ptr<T>() + head * count;
            for (int64_t i = 0; i < 2 * longest; ++i) to[std::min(std::abs(longest - 1 - i), count - 1)] += from[i];
        }
    }
};

}  // namespace segue
