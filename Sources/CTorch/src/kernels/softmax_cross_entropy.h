// The blocked computation behind `linear_cross_entropy` on the CPU.

#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "gemm.h"
#include "softmax_rows.h"
#include "threads.h"

namespace segue {

/// Mean cross-entropy of `softmax(input · weightᵀ + bias)` and its gradients, of contiguous tensors of type T.
///
/// Up to `kept_items` items, a block of rows keeps its exponentials until the row's sum is known: 6 · tokens · items ·
/// hidden operations, a block of memory. Beyond, each chunk of items is multiplied twice, 8 · …, but then the weight and
/// its gradient are gone through only once for all rows, and memory does not depend on the items.
template <typename T>
class SoftmaxCrossEntropy {
  public:
    SoftmaxCrossEntropy(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias,
                        const at::Tensor &target)
        : tokens(input.size(0)), items(weight.size(0)), hidden(input.size(1)), input(input.const_data_ptr<T>()),
          weight(weight.const_data_ptr<T>()), bias(bias ? bias->const_data_ptr<T>() : nullptr),
          target(target.const_data_ptr<int64_t>()), keeps(items <= kept_items) {
        for (int64_t token = 0; token < tokens; ++token) {
            TORCH_CHECK_INDEX(this->target[token] >= 0 && this->target[token] < items, "target ", this->target[token],
                              " of row ", token, " is no class in 0..<", items);
        }
        threads = std::clamp<int64_t>(at::get_num_threads(), 1, (items + 63) / 64);
        rows = std::min(tokens, keeps ? std::clamp(block_elements / items, least_rows, most_rows) : most_rows);
        block = at::empty({rows, keeps ? items : threads * chunk_items}, input.options());
        sums.resize(2 * threads);
        for (int64_t thread = 0; thread < threads; ++thread) {
            for (int64_t parity = 0; parity < 2; ++parity) {
                sums[parity * threads + thread].resize(keeps ? rows * chunk_count(thread) : tokens, {-infinity, 0});
            }
        }
    }

    /// The mean loss. Where gradients are wanted, writes those of input and weight and adds to that of the bias.
    double run(T *grad_input, T *grad_weight, T *grad_bias) {
        this->grad_input = grad_input;
        this->grad_weight = grad_weight;
        this->grad_bias = grad_bias;
        if (grad_input) {
            partial = at::empty({threads - 1, tokens, hidden}, at::TensorOptions(c10::CppTypeToScalarType<T>::value));
        }
        double loss = 0;
        on_team(threads, [&](const Member &member) {
            const double own = keeps ? run_keeping(member) : run_recomputing(member);
            if (member.is_first()) loss = own;
            if (!grad_input) return;
            member.wait();
            member.pieces([&](int64_t thread) { add_partial(thread); });
        });
        return loss / static_cast<double>(tokens);
    }

  private:
    /// Elements of the block of exponentials: 64 MB of float32.
    static constexpr int64_t block_elements = 16 << 20;
    /// Rows of a block: enough to make up for reading the weight and its gradient again, not more than the caches hold.
    static constexpr int64_t least_rows = 32, most_rows = 512;
    /// Items that go through product and exponential at once: with the rows above, a second-level cache.
    static constexpr int64_t chunk_items = 512;
    static constexpr int64_t kept_items = 150'000;
    static constexpr T infinity = std::numeric_limits<T>::infinity();

    const int64_t tokens, items, hidden;
    const T *const input, *const weight, *const bias;
    const int64_t *const target;
    const bool keeps;
    int64_t threads, rows;
    /// Exponentials, chunk after chunk `[rows, items of the chunk]`; all chunks, or one for each thread.
    at::Tensor block;
    /// For each thread `[chunks, rows]`, or `[tokens]` over all chunks; twice, for a thread may be one block ahead.
    std::vector<std::vector<RowSum<T>>> sums;
    T *grad_input = nullptr, *grad_weight = nullptr, *grad_bias = nullptr;
    /// What all threads but the first add to the gradient of the input, `[threads − 1, tokens, hidden]`.
    at::Tensor partial;

    struct Chunk {
        int64_t item, size;
    };

    int64_t first_item(int64_t thread) const { return items * thread / threads; }
    int64_t own_items(int64_t thread) const { return first_item(thread + 1) - first_item(thread); }
    int64_t chunk_count(int64_t thread) const { return (own_items(thread) + chunk_items - 1) / chunk_items; }

    Chunk chunk(int64_t thread, int64_t index) const {
        const int64_t item = first_item(thread) + index * chunk_items;
        return {item, std::min(chunk_items, first_item(thread + 1) - item)};
    }

    double run_keeping(const Member &member) {
        double loss = 0;
        std::vector<T> log_sums(rows);
        int64_t parity = 0;
        for (int64_t start = 0; start < tokens; start += rows, parity ^= 1) {
            const int64_t count = std::min(rows, tokens - start);
            member.pieces([&](int64_t thread) { keep_exponentials(thread, start, count, parity); });
            member.wait();
            for (int64_t row = 0; row < count; ++row) log_sums[row] = log_sum(row, rows, parity);
            if (member.is_first()) loss += summed_loss(start, count, log_sums.data());
            if (!grad_input) continue;
            member.pieces(
                [&](int64_t thread) { use_exponentials(thread, start, count, parity, log_sums.data()); });
        }
        if (!grad_input) return loss;
        member.pieces([&](int64_t thread) {
            for (int64_t index = 0; index < chunk_count(thread); ++index) turn(thread, index);
        });
        return loss;
    }

    void keep_exponentials(int64_t thread, int64_t start, int64_t count, int64_t parity) {
        auto &found = sums[parity * threads + thread];
        for (int64_t index = 0; index < chunk_count(thread); ++index) {
            const auto [item, size] = chunk(thread, index);
            T *logits = block.data_ptr<T>() + rows * item;
            multiply(start, count, item, size, logits);
            for (int64_t row = 0; row < count; ++row) {
                found[index * rows + row] = exponentials(logits + row * size, bias_from(item), size);
            }
        }
    }

    void use_exponentials(int64_t thread, int64_t start, int64_t count, int64_t parity, const T *log_sums) {
        const T share = T(1) / static_cast<T>(tokens);
        const auto &found = sums[parity * threads + thread];
        for (int64_t index = 0; index < chunk_count(thread); ++index) {
            const auto [item, size] = chunk(thread, index);
            T *delta = block.data_ptr<T>() + rows * item;
            for (int64_t row = 0; row < count; ++row) {
                const T largest = found[index * rows + row].largest;
                scale(delta + row * size, share * std::exp(largest - log_sums[row]), size);
            }
            add_gradients(thread, start, count, item, size, delta, index == 0, start == 0);
        }
    }

    double run_recomputing(const Member &member) {
        member.pieces([&](int64_t thread) {
            for (int64_t index = 0; index < chunk_count(thread); ++index) sum_chunk(thread, index);
        });
        member.wait();
        std::vector<T> log_sums(tokens);
        for (int64_t token = 0; token < tokens; ++token) log_sums[token] = log_sum(token, tokens, 0);
        const double loss = member.is_first() ? summed_loss(0, tokens, log_sums.data()) : 0;
        if (!grad_input) return loss;
        member.pieces([&](int64_t thread) {
            for (int64_t index = 0; index < chunk_count(thread); ++index) {
                differentiate_chunk(thread, index, log_sums.data());
                turn(thread, index);
            }
        });
        return loss;
    }

    void sum_chunk(int64_t thread, int64_t index) {
        const auto [item, size] = chunk(thread, index);
        T *logits = block.data_ptr<T>() + rows * chunk_items * thread;
        for (int64_t start = 0; start < tokens; start += rows) {
            const int64_t count = std::min(rows, tokens - start);
            multiply(start, count, item, size, logits);
            for (int64_t row = 0; row < count; ++row) {
                const auto found = exponentials(logits + row * size, bias_from(item), size);
                auto &total = sums[thread][start + row];
                const T largest = std::max(total.largest, found.largest);
                total = {largest, total.sum * std::exp(total.largest - largest) +
                                      found.sum * std::exp(found.largest - largest)};
            }
        }
    }

    void differentiate_chunk(int64_t thread, int64_t index, const T *log_sums) {
        const auto [item, size] = chunk(thread, index);
        const T share = T(1) / static_cast<T>(tokens);
        T *delta = block.data_ptr<T>() + rows * chunk_items * thread;
        for (int64_t start = 0; start < tokens; start += rows) {
            const int64_t count = std::min(rows, tokens - start);
            multiply(start, count, item, size, delta);
            for (int64_t row = 0; row < count; ++row) {
                probabilities(delta + row * size, bias_from(item), log_sums[start + row], share, size);
            }
            add_gradients(thread, start, count, item, size, delta, index == 0, start == 0);
        }
    }

    /// Logits without bias of some rows and items.
    void multiply(int64_t start, int64_t count, int64_t item, int64_t size, T *logits) const {
        gemm<T>(Transpose::no, Transpose::yes, count, size, hidden, input + start * hidden, hidden,
                weight + item * hidden, hidden, false, logits, size);
    }

    /// From the shares' probabilities of some rows and items to all gradients.
    void add_gradients(int64_t thread, int64_t start, int64_t count, int64_t item, int64_t size, T *delta,
                       bool is_first_chunk, bool is_first_row) {
        const T share = T(1) / static_cast<T>(tokens);
        for (int64_t row = 0; row < count; ++row) {
            const int64_t column = target[start + row] - item;
            if (column >= 0 && column < size) delta[row * size + column] -= share;
            if (grad_bias) add(grad_bias + item, delta + row * size, size);
        }
        T *sum = (thread == 0 ? grad_input : partial.data_ptr<T>() + (thread - 1) * tokens * hidden) + start * hidden;
        gemm<T>(Transpose::no, Transpose::no, count, hidden, size, delta, size, weight + item * hidden, hidden,
                !is_first_chunk, sum, hidden);
        // Transposed, [hidden, items of the chunk], for then the larger factor is taken as it lies.
        gemm<T>(Transpose::yes, Transpose::no, hidden, size, count, input + start * hidden, hidden, delta, size,
                !is_first_row, grad_weight + item * hidden, size);
    }

    /// Turns a chunk's gradient of the weight from `[hidden, items]` to `[items, hidden]`.
    void turn(int64_t thread, int64_t index) {
        const auto [item, size] = chunk(thread, index);
        T *gradient = grad_weight + item * hidden;
        const std::vector<T> found(gradient, gradient + size * hidden);
        transpose(found.data(), hidden, size, size, gradient, hidden);
    }

    /// Adds up what the threads found for one thread's share of the rows.
    void add_partial(int64_t thread) {
        const int64_t start = tokens * thread / threads * hidden, end = tokens * (thread + 1) / threads * hidden;
        for (int64_t part = 0; part < threads - 1; ++part) {
            add(grad_input + start, partial.data_ptr<T>() + part * tokens * hidden + start, end - start);
        }
    }

    const T *bias_from(int64_t item) const { return bias ? bias + item : nullptr; }

    /// Logarithm of the sum of the exponentials of all logits of a row, from the sums of its parts.
    T log_sum(int64_t row, int64_t stride, int64_t parity) const {
        const auto first = sums.begin() + parity * threads, last = first + threads;
        T largest = -infinity;
        for (auto own = first; own != last; ++own) {
            for (size_t i = row; i < own->size(); i += stride) largest = std::max(largest, (*own)[i].largest);
        }
        double sum = 0;
        for (auto own = first; own != last; ++own) {
            for (size_t i = row; i < own->size(); i += stride) {
                sum += static_cast<double>((*own)[i].sum) * std::exp(static_cast<double>((*own)[i].largest - largest));
            }
        }
        return largest + static_cast<T>(std::log(sum));
    }

    double summed_loss(int64_t start, int64_t count, const T *log_sums) const {
        double loss = 0;
        for (int64_t row = 0; row < count; ++row) {
            const int64_t item = target[start + row];
            const T *x = input + (start + row) * hidden, *w = weight + item * hidden;
            double logit = bias ? bias[item] : T(0);
            for (int64_t i = 0; i < hidden; ++i) logit += static_cast<double>(x[i]) * static_cast<double>(w[i]);
            loss += log_sums[row] - logit;
        }
        return loss;
    }
};

}  // namespace segue
