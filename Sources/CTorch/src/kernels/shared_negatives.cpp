// Losses over negatives that all predictions of a batch share, fused with the products that make their scores.
//
// Scores [tokens, negatives] never exist as a whole: a block of rows goes through product, loss and both gradient products
// while it is in cache. Threads divide the rows; what they add to the negatives' gradients is summed at the end. A
// negative that is a prediction's own target does not count for it.

#include "../support.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <vector>

#include "negative_losses.h"
#include "recurrence.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Of the arguments that have gradients, and of those.
struct Scores {
    /// `[tokens, hidden]`.
    at::Tensor input;
    /// Weights of the negatives `[negatives, hidden]`, and what is added to their scores, `[negatives]`.
    at::Tensor weight, bias;
    /// Scores of the targets, `[tokens]`.
    at::Tensor positives;
};

struct Rule {
    segue::NegativeLoss kind;
    double strength;
};

void check(const Scores &given, const at::Tensor &negatives, const at::Tensor &targets, int64_t kind) {
    TORCH_CHECK(given.input.dim() == 2 && given.weight.dim() == 2, "input and weight must be matrices, got ",
                given.input.sizes(), " and ", given.weight.sizes());
    const int64_t tokens = given.input.size(0), count = given.weight.size(0);
    TORCH_CHECK(tokens > 0 && count > 0, "there must be predictions and negatives, got ", tokens, " and ", count);
    segue::check(given.input, "input", given.input.sizes(), given.input);
    segue::check(given.weight, "weight", {count, given.input.size(1)}, given.input);
    segue::check(given.bias, "bias", {count}, given.input);
    segue::check(given.positives, "positives", {tokens}, given.input);
    segue::check(negatives, "negatives", {count}, negatives);
    segue::check(targets, "targets", {tokens}, negatives);
    TORCH_CHECK(negatives.scalar_type() == at::kLong, "negatives and targets must be int64");
    TORCH_CHECK(segue::is_supported(given.input), "only float and double are supported");
    TORCH_CHECK(kind >= 0 && kind <= 3, "kind must be 0…3, got ", kind);
}

template <typename T>
double run(const Scores &given, const at::Tensor &negatives, const at::Tensor &targets, Rule rule, Scores *found) {
    constexpr int64_t most_rows = 64;
    const int64_t tokens = given.input.size(0), hidden = given.input.size(1), count = given.weight.size(0);
    const int64_t pieces = std::clamp<int64_t>(tokens / most_rows, 1, std::max(1, at::get_num_threads()));
    const auto options = given.input.options();
    auto scores = at::empty({pieces * most_rows, count}, options), masks = at::empty({pieces, count}, options);
    auto sums = at::zeros({pieces}, options.dtype(at::kDouble));
    at::Tensor weights, biases;
    if (found) {
        weights = at::zeros({pieces - 1, count, hidden}, options);
        biases = at::zeros({pieces - 1, count}, options);
    }
    const auto *ids = negatives.const_data_ptr<int64_t>(), *wanted = targets.const_data_ptr<int64_t>();
    const T share = T(1) / static_cast<T>(tokens);
    auto to_scores = segue::forward_panels<T>(given.weight, 0, count, tokens);
    auto from_scores = found ? segue::backward_panels<T>(given.weight, 0, count, tokens) : segue::Panels<T>();
    const auto work = [&](int64_t piece) {
        T *block = segue::at_row<T>(scores, piece * most_rows), *mask = segue::at_row<T>(masks, piece);
        T *to_weight = nullptr, *to_bias = nullptr;
        if (found) {
            to_weight = (piece == 0 ? found->weight.data_ptr<T>() : weights.data_ptr<T>() + (piece - 1) * count * hidden);
            to_bias = (piece == 0 ? found->bias.data_ptr<T>() : biases.data_ptr<T>() + (piece - 1) * count);
        }
        double sum = 0;
        const int64_t last = tokens * (piece + 1) / pieces;
        for (int64_t start = tokens * piece / pieces; start < last; start += most_rows) {
            const int64_t rows = std::min(most_rows, last - start);
            for (int64_t row = 0; row < rows; ++row) {
                std::memcpy(block + row * count, given.bias.const_data_ptr<T>(), sizeof(T) * count);
            }
            to_scores.multiply(segue::at_row<T>(given.input, start), hidden, rows, true, block, count);
            for (int64_t row = 0; row < rows; ++row) {
                const int64_t token = start + row;
                for (int64_t i = 0; i < count; ++i) mask[i] = ids[i] == wanted[token] ? T(0) : T(1);
                const auto result = segue::negative_loss(
                    rule.kind,
                    segue::NegativeRow<T>{block + row * count, mask, count, given.positives.const_data_ptr<T>()[token],
                                          static_cast<T>(rule.strength)});
                sum += result.loss;
                if (!found) continue;
                found->positives.data_ptr<T>()[token] = share * result.gradient;
                segue::scale(block + row * count, share, count);
                segue::add(to_bias, block + row * count, count);
            }
            if (!found) continue;
            from_scores.multiply(block, count, rows, false, segue::at_row<T>(found->input, start), hidden);
            segue::gemm<T>(segue::Transpose::yes, segue::Transpose::no, count, hidden, rows, block, count,
                           segue::at_row<T>(given.input, start), hidden, true, to_weight, hidden);
        }
        sums.data_ptr<double>()[piece] = sum;
    };
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, to_scores, from_scores);
        member.pieces(work);
    });
    for (int64_t piece = 0; found && piece < pieces - 1; ++piece) {
        segue::add(found->weight.data_ptr<T>(), weights.data_ptr<T>() + piece * count * hidden, count * hidden);
        segue::add(found->bias.data_ptr<T>(), biases.data_ptr<T>() + piece * count, count);
    }
    return sums.sum().item<double>() / static_cast<double>(tokens);
}

at::Tensor compute(const Scores &given, const at::Tensor &negatives, const at::Tensor &targets, int64_t kind,
                   double strength, Scores *found) {
    check(given, negatives, targets, kind);
    if (found) {
        *found = {at::empty_like(given.input), at::zeros_like(given.weight), at::zeros_like(given.bias),
                  at::empty_like(given.positives)};
    }
    const auto selected = given.input.scalar_type() == at::kDouble ? run<double> : run<float>;
    const Rule rule{static_cast<segue::NegativeLoss>(kind), strength};
    return at::full({}, selected(given, negatives, targets, rule, found), given.input.options());
}

struct SharedNegatives : torch::autograd::Function<SharedNegatives> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                              const at::Tensor &bias, const at::Tensor &positives, const at::Tensor &negatives,
                              const at::Tensor &targets, int64_t kind, double strength) {
        at::AutoDispatchBelowADInplaceOrView below;
        Scores found;
        auto loss = compute({input, weight, bias, positives}, negatives, targets, kind, strength, &found);
        context->save_for_backward({found.input, found.weight, found.bias, found.positives});
        return loss;
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        variable_list gradients = context->get_saved_variables();
        for (auto &gradient : gradients) gradient = gradient * incoming[0];
        gradients.resize(8);
        return gradients;
    }
};

at::Tensor shared_negatives_loss(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
                                 const at::Tensor &positives, const at::Tensor &negatives, const at::Tensor &targets,
                                 int64_t kind, double strength) {
    return compute({input, weight, bias, positives}, negatives, targets, kind, strength, nullptr);
}

at::Tensor shared_negatives_loss_autograd(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
                                          const at::Tensor &positives, const at::Tensor &negatives,
                                          const at::Tensor &targets, int64_t kind, double strength) {
    return SharedNegatives::apply(input, weight, bias, positives, negatives, targets, kind, strength);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def(
        "shared_negatives_loss(Tensor input, Tensor weight, Tensor bias, Tensor positives, Tensor negatives, "
        "Tensor targets, int kind, float strength) -> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CPU, library) { library.impl("shared_negatives_loss", &shared_negatives_loss); }

TORCH_LIBRARY_IMPL(segue, AutogradCPU, library) {
    library.impl("shared_negatives_loss", &shared_negatives_loss_autograd);
}
