// Matrix products on raw rows, for kernels that divide the work among threads themselves.
//
// Large products of single precision are made of blocks (see blocks.h) where the processor has them. All others call the
// BLAS that libtorch carries (MKL, OpenBLAS, Accelerate) directly: no dispatch, no view, no allocation, and inside a parallel
// region it stays on the calling thread. Where libtorch exports none, ATen does the product.

#pragma once

#include <cstdint>

#include "blocks.h"

namespace segue {

/// `c[m, n] = a · b`, or `c += a · b`, row-major, each matrix with the distance between its rows.
///
/// `a` is `[m, k]`, or `[k, m]` transposed; `b` is `[k, n]`, or `[n, k]` transposed.
template <typename T>
void gemm(Transpose transpose_a, Transpose transpose_b, int64_t m, int64_t n, int64_t k, const T *a, int64_t stride_a,
          const T *b, int64_t stride_b, bool adds, T *c, int64_t stride_c);

}  // namespace segue
