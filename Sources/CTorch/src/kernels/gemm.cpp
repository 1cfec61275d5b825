#include "gemm.h"

#include "../support.h"

#include "libtorch_symbol.h"

namespace {

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

}  // namespace

namespace segue {

template <typename T>
void gemm(Transpose transpose_a, Transpose transpose_b, int64_t m, int64_t n, int64_t k, const T *a, int64_t stride_a,
          const T *b, int64_t stride_b, T beta, T *c, int64_t stride_c) {
    if (m == 0 || n == 0) return;
    const bool flip_a = transpose_a == Transpose::yes, flip_b = transpose_b == Transpose::yes;
    if (auto blas = fortran_gemm<T>()) {
        // Row-major c = a · b is column-major cᵀ = bᵀ · aᵀ.
        const char first = flip_b ? 'T' : 'N', second = flip_a ? 'T' : 'N';
        const int columns = static_cast<int>(n), rows = static_cast<int>(m), inner = static_cast<int>(k);
        const int first_stride = static_cast<int>(stride_b), second_stride = static_cast<int>(stride_a),
                  result_stride = static_cast<int>(stride_c);
        const T one = 1;
        blas(&first, &second, &columns, &rows, &inner, &one, b, &first_stride, a, &second_stride, &beta, c,
             &result_stride);
        return;
    }
    auto left = flip_a ? view(a, k, m, stride_a).t() : view(a, m, k, stride_a);
    auto right = flip_b ? view(b, n, k, stride_b).t() : view(b, k, n, stride_b);
    auto result = view(c, m, n, stride_c);
    if (beta == T(0)) {
        at::mm_out(result, left, right);
    } else {
        result.addmm_(left, right, beta, 1);
    }
}

template void gemm<float>(Transpose, Transpose, int64_t, int64_t, int64_t, const float *, int64_t, const float *,
                          int64_t, float, float *, int64_t);
template void gemm<double>(Transpose, Transpose, int64_t, int64_t, int64_t, const double *, int64_t, const double *,
                           int64_t, double, double *, int64_t);

}  // namespace segue
