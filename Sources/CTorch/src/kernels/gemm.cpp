#include "gemm.h"

#include "../support.h"

#include <algorithm>
#include <vector>

#include "libtorch_symbol.h"

namespace {

using segue::Transpose;

/// Fortran's xGEMM, as every BLAS exports it: column-major, all arguments by address.
template <typename T>
using FortranGemm = void(const char *, const char *, const int *, const int *, const int *, const T *, const T *,
                         const int *, const T *, const int *, const T *, T *, const int *);

template <typename T>
FortranGemm<T> *fortran_gemm() {
    static const auto found = segue::libtorch_function<FortranGemm<T>>(sizeof(T) == 4 ? "sgemm_" : "dgemm_");
    return found;
}

template <typename T>
at::Tensor view(const T *data, int64_t rows, int64_t columns, int64_t stride) {
    return at::from_blob(const_cast<T *>(data), {rows, columns}, {stride, 1}, c10::CppTypeToScalarType<T>::value);
}

template <typename T>
void gemm_by_blas(Transpose transpose_a, Transpose transpose_b, int64_t m, int64_t n, int64_t k, const T *a,
                  int64_t stride_a, const T *b, int64_t stride_b, bool adds, T *c, int64_t stride_c) {
    const bool flip_a = transpose_a == Transpose::yes, flip_b = transpose_b == Transpose::yes;
    if (auto blas = fortran_gemm<T>()) {
        // Row-major c = a · b is column-major cᵀ = bᵀ · aᵀ.
        const char first = flip_b ? 'T' : 'N', second = flip_a ? 'T' : 'N';
        const int columns = static_cast<int>(n), rows = static_cast<int>(m), inner = static_cast<int>(k);
        const int first_stride = static_cast<int>(stride_b), second_stride = static_cast<int>(stride_a),
                  result_stride = static_cast<int>(stride_c);
        const T one = 1, beta = adds ? 1 : 0;
        blas(&first, &second, &columns, &rows, &inner, &one, b, &first_stride, a, &second_stride, &beta, c,
             &result_stride);
        return;
    }
    auto left = flip_a ? view(a, k, m, stride_a).t() : view(a, m, k, stride_a);
    auto right = flip_b ? view(b, n, k, stride_b).t() : view(b, k, n, stride_b);
    auto result = view(c, m, n, stride_c);
    if (adds) {
        result.addmm_(left, right);
    } else {
        at::mm_out(result, left, right);
    }
}

/// Numbers that a thread needs for a product and keeps for the next.
float *scratch(std::vector<float> &kept, int64_t count) {
    if (static_cast<int64_t>(kept.size()) < count) kept.resize(count);
    return kept.data();
}

/// The product out of blocks: the right factor in panels, the left one, where transposed, a few rows at a time.
///
/// Where the left factor is transposed, the inner dimension is mostly the number of tokens, different every time. As the
/// kernel is made anew for each size, it is then filled up with zeros to a multiple of 32.
void gemm_by_blocks(Transpose transpose_a, Transpose transpose_b, int64_t m, int64_t n, int64_t k, const float *a,
                    int64_t stride_a, const float *b, int64_t stride_b, bool adds, float *c, int64_t stride_c) {
    using namespace segue;
    static thread_local std::vector<float> kept_panels, kept_rows;
    // Not a power of two: else all rows of a block lie in the same few sets of the first-level cache.
    constexpr int64_t row_stride = block_inner + 16;
    // A right factor whose rows lie this closely is multiplied where it is: it touches few pages of memory.
    constexpr int64_t most_direct_stride = 512;
    const bool flip_a = transpose_a == Transpose::yes, flip_b = transpose_b == Transpose::yes;
    for (int64_t start = 0; start < k; start += block_inner) {
        const int64_t depth = std::min(block_inner, k - start), height = flip_a ? (depth + 31) / 32 * 32 : depth;
        const float *rest = b + (flip_b ? start : start * stride_b);
        const bool is_direct = !flip_b && height == depth && stride_b <= most_direct_stride;
        float *panels = is_direct ? nullptr : scratch(kept_panels, height * n);
        for (int64_t column = 0; column < n && !is_direct; column += panel_columns) {
            fill_panel(transpose_b, rest + (flip_b ? column * stride_b : column), stride_b, depth,
                       std::min(panel_columns, n - column), height, panels + column * height);
        }
        for_blocks(m, [&](int64_t row, int64_t rows) {
            const float *left = a + row * stride_a + start;
            int64_t left_stride = stride_a;
            if (flip_a) {
                float *own = scratch(kept_rows, block_rows * row_stride);
                transpose(a + start * stride_a + row, depth, rows, stride_a, own, row_stride);
                for (int64_t i = 0; i < rows; ++i) std::fill_n(own + i * row_stride + depth, height - depth, 0.0f);
                left = own;
                left_stride = row_stride;
            }
            for (int64_t column = 0; column < n; column += panel_columns) {
                const int64_t columns = std::min(panel_columns, n - column);
                multiply_block(rows, columns, height, left, left_stride, is_direct ? rest + column : panels + column * height,
                               is_direct ? stride_b : columns, adds || start > 0, c + row * stride_c + column, stride_c);
            }
        });
    }
}

}  // namespace

namespace segue {

template <>
void gemm(Transpose transpose_a, Transpose transpose_b, int64_t m, int64_t n, int64_t k, const float *a,
          int64_t stride_a, const float *b, int64_t stride_b, bool adds, float *c, int64_t stride_c) {
    if (m == 0 || n == 0) return;
    constexpr int64_t least_rows = 32, least_columns = 16, least_inner = 16;
    const bool is_large = m >= least_rows && n >= least_columns && k >= least_inner;
    const auto product = is_large && has_blocks<float>() ? gemm_by_blocks : gemm_by_blas<float>;
    product(transpose_a, transpose_b, m, n, k, a, stride_a, b, stride_b, adds, c, stride_c);
}

template <>
void gemm(Transpose transpose_a, Transpose transpose_b, int64_t m, int64_t n, int64_t k, const double *a,
          int64_t stride_a, const double *b, int64_t stride_b, bool adds, double *c, int64_t stride_c) {
    if (m == 0 || n == 0) return;
    gemm_by_blas(transpose_a, transpose_b, m, n, k, a, stride_a, b, stride_b, adds, c, stride_c);
}

}  // namespace segue
