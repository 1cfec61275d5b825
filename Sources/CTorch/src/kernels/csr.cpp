// Products with a sparse matrix in compressed rows, and the products of rows at its entries; each is the other's gradient.
// Neither ever holds entries × width numbers.

#include "../support.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "elementwise.h"
#include "recurrence.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Which cells of a matrix have entries.
struct Pattern {
    /// `[rows + 1]`: where each row's entries begin.
    at::Tensor offsets;
    /// `[entries]`: their columns.
    at::Tensor columns;
    /// `[entries]`: where their values stand; undefined where they stand in order.
    at::Tensor positions;

    int64_t rows() const { return offsets.numel() - 1; }
    int64_t entries() const { return columns.numel(); }
};

/// Both ways to go through the cells: by rows, and by columns.
struct Matrix {
    Pattern by_rows, by_columns;
};

void check_pattern(const Pattern &pattern, int64_t columns) {
    for (const auto &part : {pattern.offsets, pattern.columns}) {
        TORCH_CHECK(part.dim() == 1 && part.scalar_type() == at::kInt && part.is_contiguous() && part.is_cpu(),
                    "offsets and columns must be vectors of int32 on the CPU");
    }
    TORCH_CHECK(pattern.rows() >= 0, "offsets must hold one number more than there are rows");
    const auto *offset = pattern.offsets.const_data_ptr<int32_t>();
    TORCH_CHECK(offset[0] == 0 && offset[pattern.rows()] == pattern.entries() &&
                    std::is_sorted(offset, offset + pattern.rows() + 1),
                "offsets must rise from 0 to the number of entries, ", pattern.entries());
    const auto within = [&](const at::Tensor &numbers, int64_t bound) {
        const auto *first = numbers.const_data_ptr<int32_t>();
        bool fit = true;
        for (int64_t i = 0; i < numbers.numel(); ++i) fit &= static_cast<uint32_t>(first[i]) < bound;
        return fit;
    };
    TORCH_CHECK_INDEX(within(pattern.columns, columns), "a column lies outside the ", columns);
    if (!pattern.positions.defined()) return;
    TORCH_CHECK(pattern.positions.sizes() == pattern.columns.sizes() && pattern.positions.scalar_type() == at::kInt &&
                    pattern.positions.is_contiguous(),
                "positions must be int32, one an entry");
    TORCH_CHECK_INDEX(within(pattern.positions, pattern.entries()), "a position lies outside the entries");
}

/// Some rows of a pattern, as addresses.
struct Rows {
    int64_t first, last;
    const int32_t *offsets, *columns, *positions;
};

template <typename T>
SEGUE_INLINE void multiply_rows(const Rows &rows, int64_t width, const T *values, const T *dense, T *result) {
    constexpr int64_t most = 4;
    T factors[most];
    const T *sources[most];
    for (int64_t row = rows.first; row < rows.last; ++row) {
        T *__restrict target = result + row * width;
        std::fill_n(target, width, T(0));
        int64_t count = 0;
        for (int64_t entry = rows.offsets[row]; entry < rows.offsets[row + 1]; ++entry) {
            const T value = values[rows.positions ? rows.positions[entry] : entry];
            // Half of a graph may be dropped: what is zero costs nothing.
            if (value == 0) continue;
            factors[count] = value;
            sources[count] = dense + rows.columns[entry] * width;
            if (++count < most) continue;
            count = 0;
            // Four at a time, for the target is read and written as often as it is gone through.
            const T *__restrict a = sources[0], *__restrict b = sources[1];
            const T *__restrict c = sources[2], *__restrict d = sources[3];
            const T fa = factors[0], fb = factors[1], fc = factors[2], fd = factors[3];
            SEGUE_INDEPENDENT
            for (int64_t i = 0; i < width; ++i) target[i] += (fa * a[i] + fb * b[i]) + (fc * c[i] + fd * d[i]);
        }
        for (int64_t left = 0; left < count; ++left) {
            const T *__restrict source = sources[left];
            const T factor = factors[left];
            SEGUE_INDEPENDENT
            for (int64_t i = 0; i < width; ++i) target[i] += factor * source[i];
        }
    }
}

template <typename T>
SEGUE_INLINE void sample_rows(const Rows &rows, int64_t width, const T *left, const T *right, T *result) {
    constexpr int64_t lanes = 16;
    for (int64_t row = rows.first; row < rows.last; ++row) {
        const T *__restrict a = left + row * width;
        for (int64_t entry = rows.offsets[row]; entry < rows.offsets[row + 1]; ++entry) {
            const T *__restrict b = right + rows.columns[entry] * width;
            T sums[lanes] = {};
            int64_t i = 0;
            for (; i + lanes <= width; i += lanes) {
                SEGUE_INDEPENDENT
                for (int64_t lane = 0; lane < lanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
            }
            T sum = 0;
            for (; i < width; ++i) sum += a[i] * b[i];
            for (int64_t lane = 0; lane < lanes; ++lane) sum += sums[lane];
            result[entry] = sum;
        }
    }
}

SEGUE_VECTORIZED void multiply(const Rows &rows, int64_t width, const float *values, const float *dense, float *result) {
    multiply_rows(rows, width, values, dense, result);
}
void multiply(const Rows &rows, int64_t width, const double *values, const double *dense, double *result) {
    multiply_rows(rows, width, values, dense, result);
}
SEGUE_VECTORIZED void sample(const Rows &rows, int64_t width, const float *left, const float *right, float *result) {
    sample_rows(rows, width, left, right, result);
}
void sample(const Rows &rows, int64_t width, const double *left, const double *right, double *result) {
    sample_rows(rows, width, left, right, result);
}

/// Runs `body` on rows of about equally many entries, side by side.
template <typename Body>
void over_rows(const Pattern &pattern, int64_t width, const Body &body) {
    const auto *offsets = pattern.offsets.const_data_ptr<int32_t>();
    const int64_t rows = pattern.rows(), cost = (pattern.entries() + rows) * width;
    const int64_t pieces = std::clamp<int64_t>(cost / (1 << 14), 1, std::max(1, at::get_num_threads()));
    const auto first_row = [&](int64_t piece) {
        if (piece == pieces) return rows;
        return std::lower_bound(offsets, offsets + rows, pattern.entries() * piece / pieces) - offsets;
    };
    segue::on_threads(pieces, [&](int64_t piece) {
        body(Rows{piece == 0 ? 0 : first_row(piece), first_row(piece + 1), offsets,
                  pattern.columns.const_data_ptr<int32_t>(),
                  pattern.positions.defined() ? pattern.positions.const_data_ptr<int32_t>() : nullptr});
    });
}

at::Tensor product(const Pattern &pattern, const at::Tensor &values, const at::Tensor &dense) {
    TORCH_CHECK(dense.dim() == 2 && segue::is_supported(dense), "only matrices of float and double are supported");
    check_pattern(pattern, dense.size(0));
    segue::check(values, "values", {pattern.entries()}, dense);
    const auto matrix = dense.contiguous();
    auto result = at::empty({pattern.rows(), dense.size(1)}, dense.options());
    AT_DISPATCH_FLOATING_TYPES(dense.scalar_type(), "csr_product", [&] {
        over_rows(pattern, dense.size(1), [&](const Rows &rows) {
            multiply(rows, dense.size(1), values.const_data_ptr<scalar_t>(), matrix.const_data_ptr<scalar_t>(),
                     result.data_ptr<scalar_t>());
        });
    });
    return result;
}

at::Tensor sampled(const Pattern &pattern, const at::Tensor &left, const at::Tensor &right) {
    TORCH_CHECK(left.dim() == 2 && right.dim() == 2 && left.size(0) == pattern.rows() && left.size(1) == right.size(1),
                "left must have the pattern's rows, ", pattern.rows(), ", and right its columns, of one width; got ",
                left.sizes(), " and ", right.sizes());
    TORCH_CHECK(segue::is_supported(left) && left.scalar_type() == right.scalar_type(),
                "only matrices of float and double are supported");
    check_pattern(pattern, right.size(0));
    const auto a = left.contiguous(), b = right.contiguous();
    auto result = at::empty({pattern.entries()}, left.options());
    AT_DISPATCH_FLOATING_TYPES(left.scalar_type(), "csr_sample", [&] {
        over_rows(pattern, left.size(1), [&](const Rows &rows) {
            sample(rows, left.size(1), a.const_data_ptr<scalar_t>(), b.const_data_ptr<scalar_t>(),
                   result.data_ptr<scalar_t>());
        });
    });
    return result;
}

#define SEGUE_PATTERN_PARAMETERS                                                                               \
    const at::Tensor &offsets, const at::Tensor &columns, const at::Tensor &column_offsets, const at::Tensor &rows, \
        const at::Tensor &positions
#define SEGUE_PATTERN offsets, columns, column_offsets, rows, positions

Matrix matrix(SEGUE_PATTERN_PARAMETERS) { return {{offsets, columns, {}}, {column_offsets, rows, positions}}; }

Matrix saved_matrix(const variable_list &saved) { return matrix(saved[0], saved[1], saved[2], saved[3], saved[4]); }

struct Product : torch::autograd::Function<Product> {
    static at::Tensor forward(AutogradContext *context, SEGUE_PATTERN_PARAMETERS, const at::Tensor &values,
                              const at::Tensor &dense) {
        at::AutoDispatchBelowADInplaceOrView below;
        context->save_for_backward({SEGUE_PATTERN, values, dense});
        return product(matrix(SEGUE_PATTERN).by_rows, values, dense);
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto saved = context->get_saved_variables();
        const auto cells = saved_matrix(saved);
        variable_list gradients(7);
        if (context->needs_input_grad(5)) gradients[5] = sampled(cells.by_rows, incoming[0], saved[6]);
        if (context->needs_input_grad(6)) gradients[6] = product(cells.by_columns, saved[5], incoming[0]);
        return gradients;
    }
};

struct Sample : torch::autograd::Function<Sample> {
    static at::Tensor forward(AutogradContext *context, SEGUE_PATTERN_PARAMETERS, const at::Tensor &left,
                              const at::Tensor &right) {
        at::AutoDispatchBelowADInplaceOrView below;
        context->save_for_backward({SEGUE_PATTERN, left, right});
        return sampled(matrix(SEGUE_PATTERN).by_rows, left, right);
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto saved = context->get_saved_variables();
        const auto cells = saved_matrix(saved);
        const auto values = incoming[0].contiguous();
        variable_list gradients(7);
        if (context->needs_input_grad(5)) gradients[5] = product(cells.by_rows, values, saved[6]);
        if (context->needs_input_grad(6)) gradients[6] = product(cells.by_columns, values, saved[5]);
        return gradients;
    }
};

at::Tensor csr_product(SEGUE_PATTERN_PARAMETERS, const at::Tensor &values, const at::Tensor &dense) {
    return product(matrix(SEGUE_PATTERN).by_rows, values, dense);
}

at::Tensor csr_product_autograd(SEGUE_PATTERN_PARAMETERS, const at::Tensor &values, const at::Tensor &dense) {
    return Product::apply(SEGUE_PATTERN, values, dense);
}

at::Tensor csr_sample(SEGUE_PATTERN_PARAMETERS, const at::Tensor &left, const at::Tensor &right) {
    return sampled(matrix(SEGUE_PATTERN).by_rows, left, right);
}

at::Tensor csr_sample_autograd(SEGUE_PATTERN_PARAMETERS, const at::Tensor &left, const at::Tensor &right) {
    return Sample::apply(SEGUE_PATTERN, left, right);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    const std::string pattern =
        "(Tensor offsets, Tensor columns, Tensor column_offsets, Tensor rows, Tensor positions, ";
    library.def(("csr_product" + pattern + "Tensor values, Tensor dense) -> Tensor").c_str());
    library.def(("csr_sample" + pattern + "Tensor left, Tensor right) -> Tensor").c_str());
}

TORCH_LIBRARY_IMPL(segue, CPU, library) {
    library.impl("csr_product", &csr_product);
    library.impl("csr_sample", &csr_sample);
}

TORCH_LIBRARY_IMPL(segue, AutogradCPU, library) {
    library.impl("csr_product", &csr_product_autograd);
    library.impl("csr_sample", &csr_sample_autograd);
}
