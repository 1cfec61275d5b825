// Products of blocks that fit the caches: what the kernels' own matrix products are made of.
//
// A BLAS call copies both factors into its own layout before it multiplies. For the few rows that a recurrent network has at
// a step, or the rows of a softmax's block, that copy takes longer than the product. oneDNN's small-matrix kernel, which
// libtorch carries, multiplies in place, at nearly the rate of the processor's multipliers; it wants factors that lie
// by rows, so what is transposed is laid out anew, once, and used many times.

#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace segue {

/// Whether a factor is taken as it lies in memory or transposed.
enum class Transpose : bool { no, yes };

/// Whether products of this type are made of blocks here; elsewhere a BLAS does them whole.
template <typename T>
bool has_blocks();
template <>
bool has_blocks<float>();
template <>
bool has_blocks<double>();

/// `c = a · b`, or `c += a · b`, of matrices that lie by rows: `a [m, k]`, `b [k, n]`, each with the distance of its rows.
///
/// Meant for blocks in cache: up to some hundred rows and columns.
template <typename T>
void multiply_block(int64_t m, int64_t n, int64_t k, const T *a, int64_t stride_a, const T *b, int64_t stride_b, bool adds,
                    T *c, int64_t stride_c);

/// Writes the transpose of a matrix of `rows` and `columns` to `result`, whose rows are `result_stride` apart.
template <typename T>
void transpose(const T *matrix, int64_t rows, int64_t columns, int64_t stride, T *result, int64_t result_stride);

/// The right factor of many products with few rows each: `[inner, columns]` in panels of 64 columns, each in one piece.
///
/// Of a type that has no blocks, and where too few rows will ever be multiplied to repay the copy, it is the matrix itself.
template <typename T>
class Panels {
  public:
    /// Of a matrix that is not there.
    Panels() = default;

    /// `matrix` is `[inner, columns]`, or `[columns, inner]` transposed; `rows` are those of all products together.
    Panels(Transpose transposed, const T *matrix, int64_t inner, int64_t columns, int64_t rows);

    /// Lays out one thread's part. Nobody may multiply before all parts are laid out.
    void fill(int64_t piece, int64_t pieces);

    /// `result = factor · matrix`, or `result += factor · matrix`, for some rows.
    void multiply(const T *factor, int64_t stride, int64_t rows, bool adds, T *result, int64_t result_stride) const;

  private:
    Transpose transposed = Transpose::no;
    const T *matrix = nullptr;
    int64_t inner = 0, columns = 0;
    at::Tensor panels;
};

/// Columns of a panel, and most rows that are multiplied by one at once: the kernel is made anew for every height.
constexpr int64_t panel_columns = 64, block_rows = 64;
/// Rows of a panel that are gone through at once: a quarter of a small second-level cache.
constexpr int64_t block_inner = 512;

/// Calls `body(first, count)` for about equally high blocks of rows.
template <typename Body>
void for_blocks(int64_t rows, const Body &body) {
    const int64_t blocks = (rows + block_rows - 1) / block_rows;
    for (int64_t block = 0; block < blocks; ++block) {
        const int64_t first = rows * block / blocks;
        body(first, rows * (block + 1) / blocks - first);
    }
}

/// Writes some rows of a matrix, `[inner, columns]` or transposed, as one panel, followed by rows of zeros up to `height`.
template <typename T>
void fill_panel(Transpose transposed, const T *matrix, int64_t stride, int64_t inner, int64_t columns, int64_t height,
                T *panel);

}  // namespace segue
