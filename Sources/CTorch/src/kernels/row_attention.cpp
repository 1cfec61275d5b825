// Attention within rows of tokens that are packed without padding, with learned biases of lag and time inside, differentiable.
//
// The plain way holds scores, weights and their gradients, four matrices of length × length for each head. Here a tile of
// queries at a time meets the keys that it may look at, and nothing is kept but the outcome and a number for each query.

#include "../support.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "row_attention.h"

namespace {

using segue::AttentionInput;
using segue::RowAttention;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using OptionalTensor = std::optional<at::Tensor>;

/// A tensor whose rows may lie apart, but no elements of a row.
at::Tensor with_whole_rows(const at::Tensor &matrix) { return matrix.stride(1) == 1 ? matrix : matrix.contiguous(); }

at::Tensor or_nothing(const OptionalTensor &tensor) { return tensor ? tensor->contiguous() : at::Tensor(); }

void check_offsets(const at::Tensor &offsets, int64_t tokens) {
    TORCH_CHECK(offsets.dim() == 1 && offsets.scalar_type() == at::kLong && offsets.numel() > 0,
                "offsets must be int64 [rows + 1], got ", offsets.sizes());
    const auto *places = offsets.const_data_ptr<int64_t>();
    for (int64_t row = 0; row + 1 < offsets.numel(); ++row) {
        TORCH_CHECK(places[row] < places[row + 1], "offsets must rise, row ", row, " has ", places[row + 1] - places[row]);
    }
    TORCH_CHECK(places[0] == 0 && places[offsets.numel() - 1] == tokens, "offsets must run from 0 to the ", tokens,
                " tokens");
}

void check(const AttentionInput &given) {
    const auto &query = given.query;
    const int64_t tokens = query.size(0), heads = given.heads;
    TORCH_CHECK(query.dim() == 2 && given.key.sizes() == query.sizes() && given.value.dim() == 2 &&
                    given.value.size(0) == tokens && heads > 0 && query.size(1) % heads == 0 &&
                    given.value.size(1) % heads == 0,
                "query and key [tokens, heads * width] and value [tokens, heads * value width] must agree, got ",
                query.sizes(), ", ", given.key.sizes(), " and ", given.value.sizes(), " for ", heads, " heads");
    const auto type = query.scalar_type();
    TORCH_CHECK(type == at::kFloat || type == at::kDouble, "only float and double are supported");
    for (const auto &tensor : {given.key, given.value, given.lag_bias, given.time_bias}) {
        TORCH_CHECK(!tensor.defined() || tensor.scalar_type() == type, "all numbers must be of one type");
    }
    for (const auto &bias : {given.lag_bias, given.time_bias}) {
        TORCH_CHECK(!bias.defined() || (bias.dim() == 2 && bias.size(0) == heads && bias.size(1) > 0),
                    "a bias must be [heads, entries], got ", bias.defined() ? bias.sizes() : at::IntArrayRef());
    }
    if (given.time_bias.defined()) {
        TORCH_CHECK(given.time_bias.size(1) <= 32'767 && given.bucket_width > 0,
                    "there may be 32,767 buckets of positive width");
        for (const auto &times : {given.query_times, given.key_times}) {
            TORCH_CHECK(times.defined() && times.dim() == 1 && times.size(0) == tokens && times.scalar_type() == at::kLong,
                        "times must be int64 [tokens] where there is a bias of times");
        }
    }
    check_offsets(given.offsets, tokens);
}

AttentionInput collect(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value, const at::Tensor &offsets,
                       int64_t heads, double scale, int64_t weighting, bool causal, const OptionalTensor &lag_bias,
                       const OptionalTensor &time_bias, const OptionalTensor &query_times,
                       const OptionalTensor &key_times, double bucket_width) {
    TORCH_CHECK(query.dim() == 2 && key.dim() == 2 && value.dim() == 2, "query, key and value must be matrices");
    TORCH_CHECK(weighting >= 0 && weighting <= 2, "weighting must be 0…2, got ", weighting);
    AttentionInput given{with_whole_rows(query), with_whole_rows(key), with_whole_rows(value), offsets.contiguous(), heads,
                         scale, static_cast<segue::Weighting>(weighting), causal, or_nothing(lag_bias),
                         or_nothing(time_bias), or_nothing(query_times), or_nothing(key_times), bucket_width};
    check(given);
    return given;
}

/// The outcome and, for the softmax, the logarithms of its sums.
std::pair<at::Tensor, at::Tensor> run(const AttentionInput &given) {
    auto output = at::empty({given.query.size(0), given.value.size(1)}, given.query.options());
    const bool is_softmax = given.weighting == segue::Weighting::softmax;
    auto log_sums = at::empty({is_softmax ? given.query.size(0) : 0, given.heads}, given.query.options());
    if (given.query.scalar_type() == at::kDouble) {
        RowAttention<double>(given).forward(output, log_sums);
    } else {
        RowAttention<float>(given).forward(output, log_sums);
    }
    return {output, log_sums};
}

template <typename T>
variable_list gradients(const AttentionInput &given, const at::Tensor &output, const at::Tensor &log_sums,
                        const at::Tensor &incoming) {
    const auto like = [](const at::Tensor &tensor) {
        return tensor.defined() ? at::zeros(tensor.sizes(), tensor.options()) : at::Tensor();
    };
    typename RowAttention<T>::Gradients found{at::empty(given.query.sizes(), given.query.options()),
                                              at::empty(given.key.sizes(), given.key.options()),
                                              at::empty(given.value.sizes(), given.value.options()),
                                              like(given.lag_bias), like(given.time_bias)};
    RowAttention<T>(given).backward(output, log_sums, incoming, found);
    return {found.query, found.key, found.value, found.lag_bias, found.time_bias};
}

struct DifferentiableRowAttention : torch::autograd::Function<DifferentiableRowAttention> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &query, const at::Tensor &key,
                              const at::Tensor &value, const at::Tensor &offsets, int64_t heads, double scale,
                              int64_t weighting, bool causal, const OptionalTensor &lag_bias,
                              const OptionalTensor &time_bias, const OptionalTensor &query_times,
                              const OptionalTensor &key_times, double bucket_width) {
        at::AutoDispatchBelowADInplaceOrView below;
        const auto given = collect(query, key, value, offsets, heads, scale, weighting, causal, lag_bias, time_bias,
                                   query_times, key_times, bucket_width);
        auto [output, log_sums] = run(given);
        context->save_for_backward({given.query, given.key, given.value, given.offsets, given.lag_bias, given.time_bias,
                                    given.query_times, given.key_times, output, log_sums});
        context->saved_data["heads"] = heads;
        context->saved_data["scale"] = scale;
        context->saved_data["weighting"] = weighting;
        context->saved_data["causal"] = causal;
        context->saved_data["bucket_width"] = bucket_width;
        return output;
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto saved = context->get_saved_variables();
        auto &data = context->saved_data;
        const AttentionInput given{saved[0], saved[1], saved[2], saved[3], data["heads"].toInt(), data["scale"].toDouble(),
                                   static_cast<segue::Weighting>(data["weighting"].toInt()), data["causal"].toBool(),
                                   saved[4], saved[5], saved[6], saved[7], data["bucket_width"].toDouble()};
        const auto selected = given.query.scalar_type() == at::kDouble ? gradients<double> : gradients<float>;
        auto found = selected(given, saved[8], saved[9], with_whole_rows(incoming[0]));
        variable_list all(13);
        for (int index = 0; index < 3; ++index) all[index] = found[index];
        all[8] = found[3];
        all[9] = found[4];
        return all;
    }
};

at::Tensor row_attention(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value, const at::Tensor &offsets,
                         int64_t heads, double scale, int64_t weighting, bool causal, const OptionalTensor &lag_bias,
                         const OptionalTensor &time_bias, const OptionalTensor &query_times,
                         const OptionalTensor &key_times, double bucket_width) {
    return run(collect(query, key, value, offsets, heads, scale, weighting, causal, lag_bias, time_bias, query_times,
                       key_times, bucket_width))
        .first;
}

at::Tensor row_attention_autograd(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
                                  const at::Tensor &offsets, int64_t heads, double scale, int64_t weighting, bool causal,
                                  const OptionalTensor &lag_bias, const OptionalTensor &time_bias,
                                  const OptionalTensor &query_times, const OptionalTensor &key_times,
                                  double bucket_width) {
    return DifferentiableRowAttention::apply(query, key, value, offsets, heads, scale, weighting, causal, lag_bias,
                                             time_bias, query_times, key_times, bucket_width);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def(
        "row_attention(Tensor query, Tensor key, Tensor value, Tensor offsets, int heads, float scale, int weighting, "
        "bool causal, Tensor? lag_bias, Tensor? time_bias, Tensor? query_times, Tensor? key_times, float bucket_width) "
        "-> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CPU, library) { library.impl("row_attention", &row_attention); }

TORCH_LIBRARY_IMPL(segue, AutogradCPU, library) { library.impl("row_attention", &row_attention_autograd); }
