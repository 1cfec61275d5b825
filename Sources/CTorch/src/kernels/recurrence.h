// What all recurrent kernels share: the layout of a batch of histories, and how its rows are divided among threads.

#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "gemm.h"
#include "softmax_rows.h"
#include "threads.h"

namespace segue {

/// Histories read side by side, without padding.
///
/// Tokens are ordered by step; the tokens of a step by row. Rows are ordered by falling length, so that those of a step
/// are the first `sizes[step]` rows. Each row is a chain of its own: threads divide the rows and never wait.
class Packing {
  public:
    Packing(at::IntArrayRef step_sizes, int64_t row_count, int64_t token_count) : sizes(step_sizes.vec()) {
        int64_t tokens = 0, before = row_count;
        for (int64_t size : sizes) {
            TORCH_CHECK(size >= 1 && size <= before, "sizes of steps must be positive, not rise, and start with at most ",
                        row_count, " rows, got ", step_sizes);
            starts.push_back(tokens);
            tokens += size;
            before = size;
        }
        TORCH_CHECK(tokens == token_count, "steps of sizes ", step_sizes, " have ", tokens, " tokens, the input has ",
                    token_count);
        rows = row_count;
    }

    int64_t steps() const { return static_cast<int64_t>(sizes.size()); }
    int64_t tokens() const { return sizes.empty() ? 0 : starts.back() + sizes.back(); }

    /// First token of a step.
    int64_t start(int64_t step) const { return starts[step]; }

    /// How many of the rows from `first` on, up to `last`, are read at a step.
    int64_t active(int64_t step, int64_t first, int64_t last) const {
        return std::max<int64_t>(0, std::min(last, sizes[step]) - first);
    }

    /// How many threads are worth their while.
    int64_t pieces() const {
        constexpr int64_t least_rows = 4;
        return std::clamp<int64_t>(rows / least_rows, 1, std::max(1, at::get_num_threads()));
    }

    /// First row of a piece: pieces have about equally many tokens.
    int64_t first_row(int64_t piece, int64_t pieces) const {
        if (piece == pieces) return rows;
        const int64_t wanted = tokens() * piece / pieces;
        int64_t row = 0, seen = 0, length = steps();
        while (row < rows && seen < wanted) {
            while (length > 0 && sizes[length - 1] <= row) --length;
            if (length == 0) break;
            seen += length;
            ++row;
        }
        return row;
    }

  private:
    std::vector<int64_t> sizes, starts;
    int64_t rows = 0;
};

/// Rows of a matrix of given width, from a token or row on.
template <typename T>
T *at_row(const at::Tensor &matrix, int64_t row) {
    return matrix.defined() ? const_cast<T *>(matrix.const_data_ptr<T>()) + row * matrix.size(1) : nullptr;
}

/// What the rows from `first` on of a step start from: of the states given and those after each token.
template <typename T>
const T *states_before(const at::Tensor &state, const at::Tensor &states, const Packing &packing, int64_t step,
                       int64_t first) {
    return step == 0 ? at_row<T>(state, first) : at_row<T>(states, packing.start(step - 1) + first);
}

/// Copies the state that each token starts from into `previous`, for the rows of one step.
template <typename T>
const T *keep_previous(const at::Tensor &previous, const at::Tensor &state, const at::Tensor &states,
                       const Packing &packing, int64_t step, int64_t first, int64_t count) {
    T *target = at_row<T>(previous, packing.start(step) + first);
    std::memcpy(target, states_before<T>(state, states, packing, step, first), sizeof(T) * count * state.size(1));
    return target;
}

/// Rows of a weight, `outputs` from `first` on, as what each step has is multiplied with them: a layer `[outputs, inputs]`.
template <typename T>
Panels<T> forward_panels(const at::Tensor &weight, int64_t first, int64_t outputs, int64_t tokens) {
    return Panels<T>(Transpose::yes, at_row<T>(weight, first), weight.size(1), outputs, tokens);
}

/// The same as gradients go back through that layer.
template <typename T>
Panels<T> backward_panels(const at::Tensor &weight, int64_t first, int64_t outputs, int64_t tokens) {
    return Panels<T>(Transpose::no, at_row<T>(weight, first), outputs, weight.size(1), tokens);
}

/// Lays out panels, all threads together, and waits until they are.
template <typename... All>
void fill(const Member &member, int64_t pieces, All &...panels) {
    member.pieces([&](int64_t piece) { (panels.fill(piece, pieces), ...); });
    member.wait();
}

/// One thread's part of `gradient = deltaᵀ · input` over all tokens, for a weight `[outputs, inputs]`.
///
/// `delta` are `outputs` columns, from `column` on, of a matrix of all tokens.
template <typename T>
void weight_gradient(const at::Tensor &delta, int64_t column, int64_t outputs, const at::Tensor &input, T *gradient,
                     int64_t piece, int64_t pieces) {
    const int64_t first = outputs * piece / pieces, last = outputs * (piece + 1) / pieces;
    const int64_t inputs = input.size(1);
    gemm<T>(Transpose::yes, Transpose::no, last - first, inputs, delta.size(0),
            delta.const_data_ptr<T>() + column + first, delta.size(1), input.const_data_ptr<T>(), inputs, false,
            gradient + first * inputs, inputs);
}

/// One thread's part of the sums of a matrix over its rows.
template <typename T>
void column_sums(const at::Tensor &matrix, T *sums, int64_t piece, int64_t pieces) {
    const int64_t columns = matrix.size(1);
    const int64_t first = columns * piece / pieces, last = columns * (piece + 1) / pieces;
    std::fill(sums + first, sums + last, T(0));
    for (int64_t row = 0; row < matrix.size(0); ++row) add(sums + first, at_row<T>(matrix, row) + first, last - first);
}

/// One thread's part of `result = items · weightᵀ + bias` over all tokens: what a recurrence gets from its items.
template <typename T>
void project(const at::Tensor &items, const T *weight, const T *bias, const at::Tensor &result, int64_t piece,
             int64_t pieces) {
    const int64_t tokens = items.size(0), inputs = items.size(1), outputs = result.size(1);
    const int64_t first = tokens * piece / pieces, last = tokens * (piece + 1) / pieces;
    T *rows = at_row<T>(result, first);
    for (int64_t row = 0; row < last - first; ++row) std::memcpy(rows + row * outputs, bias, sizeof(T) * outputs);
    gemm<T>(Transpose::no, Transpose::yes, last - first, outputs, inputs, at_row<T>(items, first), inputs, weight, inputs,
            true, rows, outputs);
}

/// Back through `project`, one thread's part: from the gradient of the result to those of weight and bias, and of the items,
/// where it `adds` to what is there or replaces it.
template <typename T>
void project_backward(const at::Tensor &delta, const at::Tensor &items, const T *weight, bool adds,
                      const at::Tensor &to_items, T *to_weight, T *to_bias, int64_t piece, int64_t pieces) {
    const int64_t tokens = items.size(0), inputs = items.size(1), outputs = delta.size(1);
    const int64_t first = tokens * piece / pieces, last = tokens * (piece + 1) / pieces;
    gemm<T>(Transpose::no, Transpose::no, last - first, inputs, outputs, at_row<T>(delta, first), outputs, weight, inputs,
            adds, at_row<T>(to_items, first), inputs);
    weight_gradient<T>(delta, 0, outputs, items, to_weight, piece, pieces);
    column_sums<T>(delta, to_bias, piece, pieces);
}

/// Copies to the rows `first …` of `result`, one a token, the rows of `inputs` that those tokens read.
template <typename T>
void gather_rows(const at::Tensor &inputs, const at::Tensor &input_rows, int64_t first, int64_t count,
                 const at::Tensor &result) {
    const int64_t *read = input_rows.const_data_ptr<int64_t>() + first, width = result.size(1);
    T *target = at_row<T>(result, first);
    for (int64_t row = 0; row < count; ++row) {
        std::memcpy(target + row * width, at_row<T>(inputs, read[row]), sizeof(T) * width);
    }
}

/// Back through `gather_rows` of all tokens, one thread's part: some columns, so that no two threads add to one number and
/// the order of the additions is always the same.
template <typename T>
void scatter_rows(const at::Tensor &delta, const at::Tensor &input_rows, const at::Tensor &result, int64_t piece,
                  int64_t pieces) {
    const int64_t *read = input_rows.const_data_ptr<int64_t>(), width = result.size(1);
    const int64_t first = width * piece / pieces, count = width * (piece + 1) / pieces - first;
    for (int64_t row = 0; row < result.size(0); ++row) std::fill_n(at_row<T>(result, row) + first, count, T(0));
    for (int64_t token = 0; token < input_rows.size(0); ++token) {
        add(at_row<T>(result, read[token]) + first, at_row<T>(delta, token) + first, count);
    }
}

/// Checks that every token reads an input that is there.
inline void check_input_rows(const at::Tensor &input_rows, int64_t inputs) {
    TORCH_CHECK(input_rows.dim() == 1 && input_rows.scalar_type() == at::kLong && input_rows.is_cpu() &&
                    input_rows.is_contiguous(),
                "input_rows must be a vector of int64 on the CPU, got ", input_rows.sizes());
    const int64_t *row = input_rows.const_data_ptr<int64_t>();
    const bool fit = std::all_of(row, row + input_rows.size(0), [=](int64_t r) { return r >= 0 && r < inputs; });
    TORCH_CHECK(fit, "input_rows must lie in 0 … ", inputs - 1);
}

/// Checks one tensor of a kernel: its shape, type, device, and that it lies contiguously.
inline void check(const at::Tensor &tensor, const char *name, at::IntArrayRef shape, const at::Tensor &like) {
    TORCH_CHECK(tensor.sizes() == shape, name, " must be of shape ", shape, ", got ", tensor.sizes());
    TORCH_CHECK(tensor.scalar_type() == like.scalar_type() && tensor.is_cpu(), name,
                " must be on the CPU and of the others' type");
    TORCH_CHECK(tensor.is_contiguous(), name, " must be contiguous");
}

/// Whether the kernels know the element type.
inline bool is_supported(const at::Tensor &tensor) {
    return tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kDouble;
}

}  // namespace segue
