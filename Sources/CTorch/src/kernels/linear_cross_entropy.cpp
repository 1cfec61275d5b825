// Softmax cross-entropy over a large catalogue, fused with the linear layer that makes its logits.
//
// The plain way forms logits [tokens, items], their log-softmax and both gradients: four matrices of that size. Here a
// block of rows at a time goes through product, softmax and both gradient products while it is in cache, in the forward
// pass already, because the loss is a scalar and its gradient a mere factor. Memory: one block.

#include "../support.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Elements of a logit block: 4 MB of float32, which stays in the last-level cache.
constexpr int64_t block_elements = 1 << 20;

void check_arguments(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias,
                     const at::Tensor &target) {
    TORCH_CHECK(input.dim() == 2 && weight.dim() == 2 && input.size(1) == weight.size(1),
                "input [tokens, hidden] and weight [items, hidden] must agree, got ", input.sizes(), " and ",
                weight.sizes());
    TORCH_CHECK(!bias || (bias->dim() == 1 && bias->size(0) == weight.size(0)),
                "bias must have as many elements as weight has rows");
    TORCH_CHECK(target.dim() == 1 && target.size(0) == input.size(0), "target must hold one class for each of the ",
                input.size(0), " rows of input, got ", target.sizes());
    TORCH_CHECK(input.size(0) > 0, "input has no rows");
}

/// Mean loss and, when asked for, the gradients of input, weight and bias for an incoming gradient of 1.
std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor> forward_with_gradients(
    const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias, const at::Tensor &target,
    bool with_gradients) {
    check_arguments(input, weight, bias, target);
    const int64_t tokens = input.size(0), items = weight.size(0);
    const int64_t rows = std::clamp<int64_t>(block_elements / items, 16, tokens < 16 ? 16 : tokens);
    const double scale = 1.0 / static_cast<double>(tokens);
    auto classes = target.to(at::kLong).unsqueeze(1);
    auto loss = at::zeros({}, input.options().dtype(at::kDouble));
    at::Tensor grad_input, grad_weight, grad_bias;
    if (with_gradients) {
        grad_input = at::empty_like(input);
        grad_weight = at::zeros_like(weight);
        if (bias) grad_bias = at::zeros_like(*bias);
    }
    auto logits_buffer = at::empty({std::min(rows, tokens), items}, input.options());
    auto log_probability_buffer = at::empty_like(logits_buffer);
    for (int64_t start = 0; start < tokens; start += rows) {
        const int64_t count = std::min(rows, tokens - start);
        auto block = input.narrow(0, start, count);
        auto logits = logits_buffer.narrow(0, 0, count);
        auto log_probability = log_probability_buffer.narrow(0, 0, count);
        if (bias) {
            at::addmm_out(logits, *bias, block, weight.t());
        } else {
            at::mm_out(logits, block, weight.t());
        }
        at::_log_softmax_out(log_probability, logits, 1, false);
        auto block_classes = classes.narrow(0, start, count);
        loss.sub_(log_probability.gather(1, block_classes).sum(at::kDouble));
        if (!with_gradients) continue;
        auto delta = at::exp_out(logits, log_probability);
        delta.scatter_add_(1, block_classes, at::full({count, 1}, -1.0, delta.options()));
        auto grad_block = grad_input.narrow(0, start, count);
        at::mm_out(grad_block, delta, weight);
        grad_weight.addmm_(delta.t(), block, 1, scale);
        if (bias) grad_bias.add_(delta.sum(0), scale);
    }
    if (with_gradients) grad_input.mul_(scale);
    return {loss.mul_(scale).to(input.scalar_type()), grad_input, grad_weight, grad_bias};
}

struct LinearCrossEntropy : torch::autograd::Function<LinearCrossEntropy> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                              const std::optional<at::Tensor> &bias, const at::Tensor &target) {
        at::AutoDispatchBelowADInplaceOrView below;
        const bool differentiate = input.requires_grad() || weight.requires_grad() || (bias && bias->requires_grad());
        auto [loss, grad_input, grad_weight, grad_bias] =
            forward_with_gradients(input, weight, bias, target, differentiate);
        context->save_for_backward({grad_input, grad_weight, grad_bias});
        return loss;
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        variable_list gradients = context->get_saved_variables();
        for (auto &gradient : gradients) {
            if (gradient.defined()) gradient = gradient * incoming[0];
        }
        gradients.emplace_back();
        return gradients;
    }
};

at::Tensor linear_cross_entropy(const at::Tensor &input, const at::Tensor &weight,
                                const std::optional<at::Tensor> &bias, const at::Tensor &target) {
    return std::get<0>(forward_with_gradients(input, weight, bias, target, false));
}

at::Tensor linear_cross_entropy_autograd(const at::Tensor &input, const at::Tensor &weight,
                                         const std::optional<at::Tensor> &bias, const at::Tensor &target) {
    return LinearCrossEntropy::apply(input, weight, bias, target);
}

}  // namespace

TORCH_LIBRARY(segue, library) {
    library.def("linear_cross_entropy(Tensor input, Tensor weight, Tensor? bias, Tensor target) -> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CompositeExplicitAutograd, library) {
    library.impl("linear_cross_entropy", &linear_cross_entropy);
}

TORCH_LIBRARY_IMPL(segue, Autograd, library) {
    library.impl("linear_cross_entropy", &linear_cross_entropy_autograd);
}
