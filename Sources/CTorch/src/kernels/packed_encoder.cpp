// What the inference of an encoder is made of, for tokens that are packed without padding: products with weights that were
// laid out in panels once, bias and activation applied while a block is in cache, and attention within short sequences, in
// which libtorch's own takes longer to set out than to compute.

#include "../support.h"

#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "blocks.h"
#include "elementwise.h"
#include "threads.h"

namespace {

using namespace segue;

/// Adds the bias to a block of results and applies `x · Φ(x)` where wanted.
///
/// The error function by Abramowitz and Stegun 7.1.26, within 2 · 10⁻⁷.
SEGUE_VECTORIZED void finish_block(float *block, int64_t stride, int64_t rows, int64_t columns, const float *bias,
                                   bool applies_gelu) {
    for (int64_t row = 0; row < rows; ++row) {
        float *__restrict values = block + row * stride;
        if (!applies_gelu) {
            SEGUE_INDEPENDENT
            for (int64_t i = 0; i < columns; ++i) values[i] += bias[i];
            continue;
        }
        SEGUE_INDEPENDENT
        for (int64_t i = 0; i < columns; ++i) {
            const float x = values[i] + bias[i], z = std::fabs(x) * 0.707106781f, t = 1.0f / (1.0f + 0.3275911f * z);
            float p = 1.061405429f;
            p = p * t - 1.453152027f;
            p = p * t + 1.421413741f;
            p = p * t - 0.284496736f;
            p = p * t + 0.254829592f;
            const float rest = p * t * exponential(-z * z);
            values[i] = 0.5f * x * (x < 0 ? rest : 2.0f - rest);
        }
    }
}

/// Heights of blocks: 64, and powers of two for what is left, so that few kernels are ever made.
int64_t block_height(int64_t rows) {
    int64_t height = block_rows;
    while (height > rows) height /= 2;
    return height;
}

/// Some rows of `input · weightᵀ + bias`.
void multiply_rows(const float *input, int64_t rows, int64_t inner, const float *panels, const float *bias, bool gelu,
                   float *result, int64_t outputs) {
    for (int64_t column = 0; column < outputs; column += panel_columns) {
        const int64_t columns = std::min(panel_columns, outputs - column);
        const float *panel = panels + column * inner;
        for (int64_t row = 0, height = 0; row < rows; row += height) {
            height = block_height(rows - row);
            float *block = result + row * outputs + column;
            for (int64_t start = 0; start < inner; start += block_inner) {
                const int64_t depth = std::min(block_inner, inner - start);
                multiply_block(height, columns, depth, input + row * inner + start, inner, panel + start * columns,
                               columns, start > 0, block, outputs);
            }
            finish_block(block, outputs, height, columns, bias + column, gelu);
        }
    }
}

/// Panels of a weight `[outputs, inner]` for `packed_linear`; nothing where products are not made of blocks.
at::Tensor pack_panels(const at::Tensor &weight) {
    TORCH_CHECK(weight.dim() == 2 && weight.scalar_type() == at::kFloat, "expected a float matrix, got ", weight.sizes());
    if (!weight.is_cpu() || !has_blocks<float>()) return at::empty({0}, weight.options());
    const auto matrix = weight.contiguous();
    const int64_t outputs = matrix.size(0), inner = matrix.size(1);
    auto panels = at::empty({outputs * inner}, matrix.options());
    for (int64_t column = 0; column < outputs; column += panel_columns) {
        fill_panel(Transpose::yes, matrix.const_data_ptr<float>() + column * inner, inner, inner,
                   std::min(panel_columns, outputs - column), inner, panels.data_ptr<float>() + column * inner);
    }
    return panels;
}

at::Tensor packed_linear(const at::Tensor &input, const at::Tensor &panels, const at::Tensor &bias, bool gelu) {
    TORCH_CHECK(input.dim() == 2 && bias.dim() == 1 && panels.numel() == bias.size(0) * input.size(1),
                "input [rows, inner], bias [outputs] and panels [outputs * inner] must agree, got ", input.sizes(), ", ",
                bias.sizes(), " and ", panels.sizes());
    TORCH_CHECK(input.scalar_type() == at::kFloat && panels.scalar_type() == at::kFloat && bias.scalar_type() == at::kFloat,
                "expected floats");
    const auto rows_in = input.contiguous(), biases = bias.contiguous();
    const int64_t rows = input.size(0), inner = input.size(1), outputs = bias.size(0);
    auto result = at::empty({rows, outputs}, input.options());
    const int64_t blocks = (rows + block_rows - 1) / block_rows;
    const int64_t pieces = std::min<int64_t>(at::get_num_threads(), blocks);
    on_threads(pieces, [&](int64_t piece) {
        const int64_t first = blocks * piece / pieces * block_rows;
        const int64_t last = std::min(rows, blocks * (piece + 1) / pieces * block_rows);
        multiply_rows(rows_in.const_data_ptr<float>() + first * inner, last - first, inner, panels.const_data_ptr<float>(),
                      biases.const_data_ptr<float>(), gelu, result.data_ptr<float>() + first * outputs, outputs);
    });
    return result;
}

/// Attention of one head within one sequence. `padded` is the length, filled up to whole vectors; `keys` [width, padded]
/// and `weights` [padded] are scratch.
SEGUE_VECTORIZED void attend(const float *sequence, int64_t stride, int64_t size, int64_t length, int64_t width,
                             int64_t padded, float *__restrict keys, float *__restrict weights, float *result) {
    for (int64_t j = 0; j < length; ++j) {
        for (int64_t d = 0; d < width; ++d) keys[d * padded + j] = sequence[j * stride + size + d];
    }
    const float scale = 1.0f / std::sqrt(static_cast<float>(width));
    for (int64_t i = 0; i < length; ++i) {
        const float *query = sequence + i * stride;
        std::fill_n(weights, padded, 0.0f);
        for (int64_t d = 0; d < width; ++d) {
            const float factor = query[d] * scale;
            const float *__restrict row = keys + d * padded;
            SEGUE_INDEPENDENT
            for (int64_t j = 0; j < padded; ++j) weights[j] += factor * row[j];
        }
        const float top = *std::max_element(weights, weights + length);
        SEGUE_INDEPENDENT
        for (int64_t j = 0; j < padded; ++j) weights[j] = exponential(weights[j] - top);
        float sum = 0;
        for (int64_t j = 0; j < length; ++j) sum += weights[j];
        float *__restrict out = result + i * size;
        std::fill_n(out, width, 0.0f);
        for (int64_t j = 0; j < length; ++j) {
            const float share = weights[j] / sum;
            const float *__restrict value = sequence + j * stride + 2 * size;
            SEGUE_INDEPENDENT
            for (int64_t d = 0; d < width; ++d) out[d] += share * value[d];
        }
    }
}

at::Tensor short_attention(const at::Tensor &projected, int64_t length, int64_t heads) {
    TORCH_CHECK(projected.dim() == 2 && projected.scalar_type() == at::kFloat && length > 0 && heads > 0 &&
                    projected.size(0) % length == 0 && projected.size(1) % (3 * heads) == 0,
                "expected floats [sequences * length, 3 * heads * width], got ", projected.sizes(), " for length ", length,
                " and ", heads, " heads");
    const auto tokens = projected.contiguous();
    const int64_t count = tokens.size(0) / length, stride = tokens.size(1), size = stride / 3, width = size / heads;
    const int64_t padded = (length + 15) / 16 * 16;
    auto result = at::empty({tokens.size(0), size}, tokens.options());
    const int64_t pieces = std::min<int64_t>(at::get_num_threads(), count);
    on_threads(pieces, [&](int64_t piece) {
        std::vector<float> keys(width * padded), weights(padded);
        for (int64_t i = count * piece / pieces; i < count * (piece + 1) / pieces; ++i) {
            const float *sequence = tokens.const_data_ptr<float>() + i * length * stride;
            for (int64_t head = 0; head < heads; ++head) {
                attend(sequence + head * width, stride, size, length, width, padded, keys.data(), weights.data(),
                       result.data_ptr<float>() + i * length * size + head * width);
            }
        }
    });
    return result;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def("pack_panels(Tensor weight) -> Tensor");
    library.def("packed_linear(Tensor input, Tensor panels, Tensor bias, bool gelu) -> Tensor");
    library.def("short_attention(Tensor projected, int length, int heads) -> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CompositeExplicitAutograd, library) { library.impl("pack_panels", &pack_panels); }

TORCH_LIBRARY_IMPL(segue, CPU, library) {
    library.impl("packed_linear", &packed_linear);
    library.impl("short_attention", &short_attention);
}
