// Adam on the touched rows of a large table.
//
// A row's moments decay by all the steps since it was last touched, as if its gradient had been zero in them; the row
// itself is left as it was then. So a step costs what the touched rows cost, whatever the table's size.

#include "../support.h"

#include <ATen/Parallel.h>
#include <torch/library.h>

#include "elementwise.h"
#include "recurrence.h"

namespace {

struct Settings {
    double rate, beta1, beta2, epsilon;
    int64_t step;

    double bias1() const { return 1 - std::pow(beta1, static_cast<double>(step)); }
    double bias2() const { return 1 - std::pow(beta2, static_cast<double>(step)); }
};

template <typename T>
struct Row {
    int64_t width;
    T *weight, *moment1, *moment2;
    const T *gradient;
    /// What is left of the moments.
    T decay1, decay2;
    /// What the gradient adds to them: 1 − β, taken in double precision.
    T share1, share2;
    T step_size, root_scale, epsilon;
};

template <typename T>
SEGUE_INLINE void update(const Row<T> &row) {
    T *__restrict weight = row.weight, *__restrict moment1 = row.moment1, *__restrict moment2 = row.moment2;
    const T *__restrict gradient = row.gradient;
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < row.width; ++i) {
        moment1[i] = moment1[i] * row.decay1 + gradient[i] * row.share1;
        moment2[i] = moment2[i] * row.decay2 + gradient[i] * gradient[i] * row.share2;
        weight[i] -= row.step_size * moment1[i] / (std::sqrt(moment2[i]) * row.root_scale + row.epsilon);
    }
}

SEGUE_VECTORIZED void update_row(const Row<float> &row) { update(row); }
void update_row(const Row<double> &row) { update(row); }

void check(const at::Tensor &table, const at::Tensor &rows, const at::Tensor &gradient, const at::Tensor &moment1,
           const at::Tensor &moment2, const at::Tensor &last_steps) {
    TORCH_CHECK(table.dim() == 2, "table must be a matrix, got ", table.sizes());
    TORCH_CHECK(gradient.dim() == 2 && gradient.size(0) == rows.numel() && gradient.size(1) == table.size(1),
                "gradient must be of shape [", rows.numel(), ", ", table.size(1), "], got ", gradient.sizes());
    TORCH_CHECK(moment1.sizes() == table.sizes() && moment2.sizes() == table.sizes(),
                "moments must be of the table's shape");
    TORCH_CHECK(last_steps.sizes() == at::IntArrayRef({table.size(0)}), "last_steps must hold one number a row");
}

/// By libtorch's own operations, for any device; rows must be distinct.
void row_adam_plain(const at::Tensor &table, const at::Tensor &rows, const at::Tensor &gradient,
                        const at::Tensor &moment1, const at::Tensor &moment2, const at::Tensor &last_steps,
                        int64_t step, double rate, double beta1, double beta2, double epsilon) {
    check(table, rows, gradient, moment1, moment2, last_steps);
    const Settings settings{rate, beta1, beta2, epsilon, step};
    auto missed = at::rsub(last_steps.index_select(0, rows), step).to(table.scalar_type()).unsqueeze(1);
    auto first = moment1.index_select(0, rows) * at::pow(at::Scalar(beta1), missed) + gradient * (1 - beta1);
    auto second = moment2.index_select(0, rows) * at::pow(at::Scalar(beta2), missed) + gradient * gradient * (1 - beta2);
    auto change = first / (second.sqrt() / std::sqrt(settings.bias2()) + epsilon) * (rate / settings.bias1());
    moment1.index_copy_(0, rows, first);
    moment2.index_copy_(0, rows, second);
    table.index_add_(0, rows, change, -1);
    last_steps.index_fill_(0, rows, step);
}

template <typename T>
void run(const at::Tensor &table, const at::Tensor &rows, const at::Tensor &gradient, const at::Tensor &moment1,
         const at::Tensor &moment2, const at::Tensor &last_steps, const Settings &settings) {
    const int64_t count = rows.numel(), width = table.size(1);
    const int64_t pieces = std::clamp<int64_t>(count * width / (1 << 14), 1, std::max(1, at::get_num_threads()));
    const auto *table_rows = rows.const_data_ptr<int64_t>();
    auto *last = last_steps.data_ptr<int64_t>();
    segue::on_threads(pieces, [&](int64_t piece) {
        for (int64_t index = count * piece / pieces; index < count * (piece + 1) / pieces; ++index) {
            const int64_t row = table_rows[index];
            const auto missed = static_cast<double>(settings.step - last[row]);
            update_row(Row<T>{width, segue::at_row<T>(table, row), segue::at_row<T>(moment1, row),
                              segue::at_row<T>(moment2, row), segue::at_row<T>(gradient, index),
                              static_cast<T>(std::pow(settings.beta1, missed)),
                              static_cast<T>(std::pow(settings.beta2, missed)), static_cast<T>(1 - settings.beta1),
                              static_cast<T>(1 - settings.beta2), static_cast<T>(settings.rate / settings.bias1()),
                              static_cast<T>(1 / std::sqrt(settings.bias2())), static_cast<T>(settings.epsilon)});
            last[row] = settings.step;
        }
    });
}

void row_adam(const at::Tensor &table, const at::Tensor &rows, const at::Tensor &gradient, const at::Tensor &moment1,
              const at::Tensor &moment2, const at::Tensor &last_steps, int64_t step, double rate, double beta1,
              double beta2, double epsilon) {
    check(table, rows, gradient, moment1, moment2, last_steps);
    TORCH_CHECK(segue::is_supported(table), "only float and double are supported");
    for (const auto &tensor : {table, moment1, moment2, last_steps}) {
        TORCH_CHECK(tensor.is_contiguous(), "table, moments and last_steps must be contiguous");
    }
    const auto table_rows = rows.to(at::kLong).contiguous();
    if (table_rows.numel() == 0) return;
    TORCH_CHECK_INDEX(table_rows.min().item<int64_t>() >= 0 && table_rows.max().item<int64_t>() < table.size(0),
                      "a row lies outside the table's ", table.size(0));
    const Settings settings{rate, beta1, beta2, epsilon, step};
    (table.scalar_type() == at::kDouble ? run<double> : run<float>)(table, table_rows, gradient.contiguous(), moment1,
                                                                     moment2, last_steps, settings);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    const std::string arguments =
        "(Tensor(a!) table, Tensor rows, Tensor gradient, Tensor(b!) moment1, Tensor(c!) moment2, "
        "Tensor(d!) last_steps, int step, float rate, float beta1, float beta2, float epsilon) -> ()";
    library.def(("row_adam_" + arguments).c_str());
    library.def(("row_adam_plain_" + arguments).c_str());
}

TORCH_LIBRARY_IMPL(segue, CompositeExplicitAutograd, library) { library.impl("row_adam_plain_", &row_adam_plain); }

TORCH_LIBRARY_IMPL(segue, CPU, library) { library.impl("row_adam_", &row_adam); }
