#include "blocks.h"

#include "../support.h"

#include <ATen/native/CPUBlas.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "elementwise.h"
#include "gemm.h"

namespace {

/// Whether oneDNN makes its kernel for this processor; where not, libtorch's function calls a BLAS.
bool has_small_matrix_kernel() {
#if defined(CPUBLAS_BRGEMM_F32F32F32) && defined(__x86_64__)
    static const bool found = __builtin_cpu_supports("avx2") && at::globalContext().userEnabledMkldnn();
    return found;
#else
    return false;
#endif
}

/// Side of the squares that a transposition goes by: 16 numbers are one line of the cache.
constexpr int64_t side = 16;

using Line = float __attribute__((vector_size(sizeof(float) * side)));

/// Of two lines, `distance` apart, exchanges the blocks of that size that lie off the diagonal.
template <int distance, int... lanes>
SEGUE_INLINE void exchange(Line &upper, Line &lower, std::integer_sequence<int, lanes...>) {
    const Line old = upper;
    upper = __builtin_shufflevector(old, lower, (lanes & distance ? lanes - distance + side : lanes)...);
    lower = __builtin_shufflevector(old, lower, (lanes & distance ? lanes + side : lanes + distance)...);
}

template <int distance, size_t... lines>
SEGUE_INLINE void exchange_all(Line (&all)[side], std::index_sequence<lines...>) {
    constexpr auto lanes = std::make_integer_sequence<int, side>();
    ((lines & distance ? void() : exchange<distance>(all[lines], all[(lines + distance) % side], lanes)), ...);
}

template <size_t... lines>
SEGUE_INLINE void transpose_square(const float *matrix, int64_t stride, float *result, int64_t result_stride,
                                   std::index_sequence<lines...> all) {
    Line square[side];
    (std::memcpy(&square[lines], matrix + lines * stride, sizeof(Line)), ...);
    exchange_all<8>(square, all);
    exchange_all<4>(square, all);
    exchange_all<2>(square, all);
    exchange_all<1>(square, all);
    (std::memcpy(result + lines * result_stride, &square[lines], sizeof(Line)), ...);
}

SEGUE_INLINE void transpose_square(const float *matrix, int64_t stride, float *result, int64_t result_stride) {
    transpose_square(matrix, stride, result, result_stride, std::make_index_sequence<side>());
}

SEGUE_INLINE void transpose_square(const double *matrix, int64_t stride, double *result, int64_t result_stride) {
    for (int64_t row = 0; row < side; ++row) {
        for (int64_t column = 0; column < side; ++column) {
            result[column * result_stride + row] = matrix[row * stride + column];
        }
    }
}

/// Square after square; the last of a line overlaps the one before rather than leave a remainder.
template <typename T>
SEGUE_INLINE void transpose_all(const T *matrix, int64_t rows, int64_t columns, int64_t stride, T *result,
                                int64_t result_stride) {
    if (rows < side || columns < side) {
        for (int64_t row = 0; row < rows; ++row) {
            for (int64_t column = 0; column < columns; ++column) {
                result[column * result_stride + row] = matrix[row * stride + column];
            }
        }
        return;
    }
    for (int64_t next_row = 0; next_row < rows; next_row += side) {
        const int64_t row = std::min(next_row, rows - side);
        for (int64_t next_column = 0; next_column < columns; next_column += side) {
            const int64_t column = std::min(next_column, columns - side);
            transpose_square(matrix + row * stride + column, stride, result + column * result_stride + row,
                             result_stride);
        }
    }
}

SEGUE_VECTORIZED void transpose_single(const float *matrix, int64_t rows, int64_t columns, int64_t stride, float *result,
                                       int64_t result_stride) {
    transpose_all(matrix, rows, columns, stride, result, result_stride);
}

}  // namespace

namespace segue {

template <>
bool has_blocks<float>() {
    return has_small_matrix_kernel();
}

template <>
bool has_blocks<double>() {
    return false;
}

template <>
void multiply_block(int64_t m, int64_t n, int64_t k, const float *a, int64_t stride_a, const float *b, int64_t stride_b,
                    bool adds, float *c, int64_t stride_c) {
#if defined(CPUBLAS_BRGEMM_F32F32F32)
    if (has_blocks<float>()) return at::native::cpublas::brgemm(m, n, k, stride_a, stride_b, stride_c, adds, a, b, c);
#endif
    gemm<float>(Transpose::no, Transpose::no, m, n, k, a, stride_a, b, stride_b, adds, c, stride_c);
}

template <>
void multiply_block(int64_t m, int64_t n, int64_t k, const double *a, int64_t stride_a, const double *b, int64_t stride_b,
                    bool adds, double *c, int64_t stride_c) {
    gemm<double>(Transpose::no, Transpose::no, m, n, k, a, stride_a, b, stride_b, adds, c, stride_c);
}

template <>
void transpose(const float *matrix, int64_t rows, int64_t columns, int64_t stride, float *result, int64_t result_stride) {
    transpose_single(matrix, rows, columns, stride, result, result_stride);
}

template <>
void transpose(const double *matrix, int64_t rows, int64_t columns, int64_t stride, double *result,
               int64_t result_stride) {
    transpose_all(matrix, rows, columns, stride, result, result_stride);
}

template <typename T>
void fill_panel(Transpose transposed, const T *matrix, int64_t stride, int64_t inner, int64_t columns, int64_t height,
                T *panel) {
    if (transposed == Transpose::yes) {
        transpose(matrix, columns, inner, stride, panel, columns);
    } else {
        for (int64_t row = 0; row < inner; ++row) {
            std::memcpy(panel + row * columns, matrix + row * stride, sizeof(T) * columns);
        }
    }
    std::fill(panel + inner * columns, panel + height * columns, T(0));
}

template <typename T>
Panels<T>::Panels(Transpose transposed, const T *matrix, int64_t inner, int64_t columns, int64_t rows)
    : transposed(transposed), matrix(matrix), inner(inner), columns(columns) {
    constexpr int64_t least_rows = 32;
    if (!has_blocks<T>() || rows < least_rows) return;
    panels = at::empty({inner * columns}, at::TensorOptions(c10::CppTypeToScalarType<T>::value));
}

template <typename T>
void Panels<T>::fill(int64_t piece, int64_t pieces) {
    if (!panels.defined()) return;
    const int64_t count = (columns + panel_columns - 1) / panel_columns;
    for (int64_t i = count * piece / pieces; i < count * (piece + 1) / pieces; ++i) {
        const int64_t first = i * panel_columns, width = std::min(panel_columns, columns - first);
        const bool flips = transposed == Transpose::yes;
        fill_panel(transposed, matrix + (flips ? first * inner : first), flips ? inner : columns, inner, width, inner,
                   panels.data_ptr<T>() + first * inner);
    }
}

template <typename T>
void Panels<T>::multiply(const T *factor, int64_t stride, int64_t rows, bool adds, T *result,
                         int64_t result_stride) const {
    if (!panels.defined()) {
        gemm<T>(Transpose::no, transposed, rows, columns, inner, factor, stride, matrix,
                transposed == Transpose::yes ? inner : columns, adds, result, result_stride);
        return;
    }
    for (int64_t start = 0; start < inner; start += block_inner) {
        const int64_t depth = std::min(block_inner, inner - start);
        for (int64_t first = 0; first < columns; first += panel_columns) {
            const int64_t width = std::min(panel_columns, columns - first);
            const T *panel = panels.const_data_ptr<T>() + first * inner + start * width;
            for_blocks(rows, [&](int64_t row, int64_t count) {
                multiply_block(count, width, depth, factor + row * stride + start, stride, panel, width,
                               adds || start > 0, result + row * result_stride + first, result_stride);
            });
        }
    }
}

template class Panels<float>;
template class Panels<double>;
template void fill_panel(Transpose, const float *, int64_t, int64_t, int64_t, int64_t, float *);

}  // namespace segue
