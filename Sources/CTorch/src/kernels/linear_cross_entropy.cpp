// Softmax cross-entropy over a large catalog, fused with the linear layer that makes its logits.
//
// The plain way forms logits [tokens, items], their log-softmax and both gradients: four matrices of that size. Here a
// block of rows at a time goes through product, softmax and both gradient products, in the forward pass already, because
// the loss is a scalar and its gradient a mere factor. Threads divide the items among them: each owns its columns of the
// block and its rows of the weight's gradient, so that nothing is added up twice.

#include "../support.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "softmax_cross_entropy.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

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
    TORCH_CHECK(weight.scalar_type() == input.scalar_type() && (!bias || bias->scalar_type() == input.scalar_type()),
                "input, weight and bias must be of one type");
}

struct Result {
    at::Tensor loss, grad_input, grad_weight, grad_bias;
};

/// Rows at a time by libtorch's own operations, for devices that the blocked computation does not know.
Result compute_elsewhere(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias,
                         const at::Tensor &target, bool with_gradients) {
    const int64_t tokens = input.size(0), items = weight.size(0);
    const int64_t rows = std::clamp<int64_t>((int64_t(1) << 26) / items, 16, std::max<int64_t>(tokens, 16));
    const double share = 1.0 / static_cast<double>(tokens);
    auto classes = target.to(at::kLong).unsqueeze(1);
    Result result;
    result.loss = at::zeros({}, input.options());
    if (with_gradients) {
        result.grad_input = at::empty_like(input);
        result.grad_weight = at::zeros_like(weight);
        if (bias) result.grad_bias = at::zeros_like(*bias);
    }
    for (int64_t start = 0; start < tokens; start += rows) {
        const int64_t count = std::min(rows, tokens - start);
        auto block = input.narrow(0, start, count);
        auto block_classes = classes.narrow(0, start, count);
        auto logits = bias ? at::addmm(*bias, block, weight.t()) : at::mm(block, weight.t());
        auto log_probability = at::_log_softmax(logits, 1, false);
        result.loss.sub_(log_probability.gather(1, block_classes).sum(), share);
        if (!with_gradients) continue;
        auto delta = log_probability.exp_();
        delta.scatter_add_(1, block_classes, at::full({count, 1}, -1.0, delta.options()));
        delta.mul_(share);
        result.grad_input.narrow(0, start, count).copy_(at::mm(delta, weight));
        result.grad_weight.addmm_(delta.t(), block);
        if (bias) result.grad_bias.add_(delta.sum(0));
    }
    return result;
}

template <typename T>
Result compute_blocked(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias,
                       const at::Tensor &target, bool with_gradients) {
    Result result;
    segue::SoftmaxCrossEntropy<T> computation(input, weight, bias, target);
    T *grad_input = nullptr, *grad_weight = nullptr, *grad_bias = nullptr;
    if (with_gradients) {
        result.grad_input = at::empty_like(input);
        result.grad_weight = at::empty_like(weight);
        grad_input = result.grad_input.data_ptr<T>();
        grad_weight = result.grad_weight.data_ptr<T>();
        if (bias) {
            result.grad_bias = at::zeros_like(*bias);
            grad_bias = result.grad_bias.data_ptr<T>();
        }
    }
    result.loss = at::full({}, computation.run(grad_input, grad_weight, grad_bias), input.options());
    return result;
}

/// Mean loss and, when asked for, the gradients of input, weight and bias for an incoming gradient of 1.
Result compute(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias,
               const at::Tensor &target, bool with_gradients) {
    check_arguments(input, weight, bias, target);
    const bool is_single = input.scalar_type() == at::kFloat;
    if (!input.is_cpu() || !(is_single || input.scalar_type() == at::kDouble)) {
        return compute_elsewhere(input, weight, bias, target, with_gradients);
    }
    const auto rows = input.contiguous(), matrix = weight.contiguous(), classes = target.to(at::kLong).contiguous();
    const auto offsets = bias ? std::optional(bias->contiguous()) : std::nullopt;
    return is_single ? compute_blocked<float>(rows, matrix, offsets, classes, with_gradients)
                     : compute_blocked<double>(rows, matrix, offsets, classes, with_gradients);
}

struct LinearCrossEntropy : torch::autograd::Function<LinearCrossEntropy> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                              const std::optional<at::Tensor> &bias, const at::Tensor &target) {
        at::AutoDispatchBelowADInplaceOrView below;
        auto result = compute(input, weight, bias, target, true);
        // Not as saved variables: those would be alive while the gradients are taken over, and force a copy of them.
        context->saved_data["gradients"] =
            std::vector<at::Tensor>{result.grad_input, result.grad_weight, bias ? result.grad_bias : at::Tensor()};
        return result.loss;
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        auto kept = std::exchange(context->saved_data["gradients"], at::IValue());
        TORCH_CHECK(!kept.isNone(), "linear_cross_entropy can be differentiated once only");
        variable_list gradients = std::move(kept).toTensorVector();
        kept = at::IValue();
        // Nearly always the loss is what backward() starts from, and the factor is 1.
        const bool is_one = incoming[0].is_cpu() && incoming[0].item<double>() == 1;
        for (auto &gradient : gradients) {
            if (gradient.defined() && !is_one) gradient.mul_(incoming[0]);
        }
        gradients.emplace_back();
        return gradients;
    }
};

at::Tensor linear_cross_entropy(const at::Tensor &input, const at::Tensor &weight,
                                const std::optional<at::Tensor> &bias, const at::Tensor &target) {
    return compute(input, weight, bias, target, false).loss;
}

at::Tensor linear_cross_entropy_autograd(const at::Tensor &input, const at::Tensor &weight,
                                         const std::optional<at::Tensor> &bias, const at::Tensor &target) {
    const bool wanted = input.requires_grad() || weight.requires_grad() || (bias && bias->requires_grad());
    if (!wanted || !at::GradMode::is_enabled()) {
        at::AutoDispatchBelowADInplaceOrView below;
        return linear_cross_entropy(input, weight, bias, target);
    }
    return LinearCrossEntropy::apply(input, weight, bias, target);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def("linear_cross_entropy(Tensor input, Tensor weight, Tensor? bias, Tensor target) -> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CompositeExplicitAutograd, library) {
    library.impl("linear_cross_entropy", &linear_cross_entropy);
}

TORCH_LIBRARY_IMPL(segue, Autograd, library) {
    library.impl("linear_cross_entropy", &linear_cross_entropy_autograd);
}
