// Rectified linear user-based GRU of Donkers, Loepp and Ziegler (RecSys 2017), Eq. 3–7, over whole histories.

#include "../support.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "gru_chain.h"
#include "user_gates.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Of the arguments, and of their gradients, in the operator's order.
struct Arguments {
    /// `[tokens, e]`, and the layer from them to u, r, k, κ₁ and κ₂: `[3 n + 2 e, e]`, `[3 n + 2 e]`.
    at::Tensor items, item_weight, bias;
    /// `[rows, e]`, and what the thresholds get from it, `[rows, 2 e]`.
    at::Tensor users, user_thresholds;
    at::Tensor state, state_weight, filter_weight, candidate_weight;

    void check() const {
        TORCH_CHECK(state.dim() == 2 && items.dim() == 2, "state and items must be matrices, got ", state.sizes(),
                    " and ", items.sizes());
        const int64_t rows = state.size(0), n = state.size(1), e = items.size(1);
        segue::check(items, "items", items.sizes(), state);
        segue::check(item_weight, "item_weight", {3 * n + 2 * e, e}, state);
        segue::check(bias, "bias", {3 * n + 2 * e}, state);
        segue::check(users, "users", {rows, e}, state);
        segue::check(user_thresholds, "user_thresholds", {rows, 2 * e}, state);
        segue::check(state, "state", {rows, n}, state);
        segue::check(state_weight, "state_weight", {2 * n + 2 * e, n}, state);
        segue::check(filter_weight, "filter_weight", {3 * n, e}, state);
        segue::check(candidate_weight, "candidate_weight", {n, n}, state);
        TORCH_CHECK(segue::is_supported(state), "only float and double are supported");
    }
};

struct Rule {
    double leak;
    bool has_surrogate;
};

struct Memory {
    segue::GruMemory gru;
    /// κ₁ and κ₂ of Eq. 7, `[tokens, 2 e]`.
    at::Tensor thresholds;
    /// The user's vector as Eq. 6 lets it pass, `[tokens, e]`.
    at::Tensor filtered;
};

template <typename T>
segue::FilterStep<T> filter_step(const Arguments &given, const Memory &memory, Rule rule, int64_t token, int64_t row,
                                 int64_t count) {
    return {count,
            given.users.size(1),
            segue::at_row<T>(memory.thresholds, token),
            segue::at_row<T>(given.users, row),
            segue::at_row<T>(memory.filtered, token),
            static_cast<T>(rule.leak),
            rule.has_surrogate};
}

template <typename T>
void run_forward(const Arguments &given, at::IntArrayRef sizes, Rule rule, const Memory &memory) {
    const segue::Packing packing(sizes, given.state.size(0), given.items.size(0));
    const int64_t n = given.state.size(1), e = given.users.size(1), pieces = packing.pieces(), tokens = packing.tokens();
    const T *item_weight = given.item_weight.const_data_ptr<T>(), *bias = given.bias.const_data_ptr<T>();
    auto gate_weight = segue::forward_panels<T>(given.state_weight, 0, 2 * n, tokens);
    auto threshold_weight = segue::forward_panels<T>(given.state_weight, 2 * n, 2 * e, tokens);
    auto filter_weight = segue::forward_panels<T>(given.filter_weight, 0, 3 * n, tokens);
    auto candidate_weight = segue::forward_panels<T>(given.candidate_weight, 0, n, tokens);
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, gate_weight, threshold_weight, filter_weight, candidate_weight);
        member.pieces([&](int64_t piece) {
            segue::project<T>(given.items, item_weight, bias, memory.gru.gates, piece, pieces);
            segue::project<T>(given.items, item_weight + 3 * n * e, bias + 3 * n, memory.thresholds, piece, pieces);
        });
        member.wait();
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            for (int64_t step = 0; step < packing.steps(); ++step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) break;
                auto now = segue::gru_step<T>(memory.gru, token, count);
                segue::keep_previous<T>(memory.gru.previous, given.state, memory.gru.states, packing, step, first,
                                        count);
                T *thresholds = segue::at_row<T>(memory.thresholds, token);
                segue::add(thresholds, segue::at_row<T>(given.user_thresholds, first), count * 2 * e);
                threshold_weight.multiply(now.previous, n, count, true, thresholds, 2 * e);
                const auto passing = filter_step<T>(given, memory, rule, token, first, count);
                segue::filter(passing);
                filter_weight.multiply(passing.filtered, e, count, true, now.gates, 3 * n);
                gate_weight.multiply(now.previous, n, count, true, now.gates, 3 * n);
                segue::gru_update<T>(now, candidate_weight);
            }
        });
    });
}

template <typename T>
Arguments run_backward(const Arguments &given, at::IntArrayRef sizes, Rule rule, const Memory &memory,
                       const at::Tensor &incoming) {
    const int64_t tokens = incoming.size(0), rows = given.state.size(0), n = given.state.size(1), e = given.users.size(1);
    const segue::Packing packing(sizes, rows, tokens);
    const int64_t pieces = packing.pieces();
    auto gate_weight = segue::backward_panels<T>(given.state_weight, 0, 2 * n, tokens);
    auto threshold_weight = segue::backward_panels<T>(given.state_weight, 2 * n, 2 * e, tokens);
    auto filter_weight = segue::backward_panels<T>(given.filter_weight, 0, 3 * n, tokens);
    auto candidate_weight = segue::backward_panels<T>(given.candidate_weight, 0, n, tokens);
    Arguments found{at::empty_like(given.items),
                    at::empty_like(given.item_weight),
                    at::empty({3 * n + 2 * e}, incoming.options()),
                    at::zeros_like(given.users),
                    at::zeros({rows, 2 * e}, incoming.options()),
                    at::zeros_like(given.state),
                    at::zeros_like(given.state_weight),
                    at::empty_like(given.filter_weight),
                    at::empty_like(given.candidate_weight)};
    auto gates = at::empty_like(memory.gru.gates), thresholds = at::empty_like(memory.thresholds);
    auto reset_scratch = at::empty({rows, n}, incoming.options()), filter_scratch = at::empty({rows, e}, incoming.options());
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, gate_weight, threshold_weight, filter_weight, candidate_weight);
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            T *carried = segue::at_row<T>(found.state, first), *filtered = segue::at_row<T>(filter_scratch, first);
            for (int64_t step = packing.steps() - 1; step >= 0; --step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) continue;
                T *delta = segue::at_row<T>(gates, token), *to_thresholds = segue::at_row<T>(thresholds, token);
                segue::gru_update_backward<T>(segue::gru_step<T>(memory.gru, token, count), candidate_weight,
                                              segue::at_row<T>(incoming, token), delta, carried,
                                              segue::at_row<T>(reset_scratch, first));
                filter_weight.multiply(delta, 3 * n, count, false, filtered, e);
                segue::filter_backward(filter_step<T>(given, memory, rule, token, first, count), filtered, to_thresholds,
                                       segue::at_row<T>(found.users, first));
                gate_weight.multiply(delta, 3 * n, count, true, carried, n);
                segue::add(segue::at_row<T>(found.user_thresholds, first), to_thresholds, count * 2 * e);
                if (rule.has_surrogate) threshold_weight.multiply(to_thresholds, 2 * e, count, true, carried, n);
            }
        });
        member.wait();
        member.pieces([&](int64_t piece) {
            T *state_weight = found.state_weight.data_ptr<T>();
            segue::weight_gradient<T>(gates, 0, 2 * n, memory.gru.previous, state_weight, piece, pieces);
            if (rule.has_surrogate) {
                segue::weight_gradient<T>(thresholds, 0, 2 * e, memory.gru.previous, state_weight + 2 * n * n, piece,
                                          pieces);
            }
            segue::weight_gradient<T>(gates, 0, 3 * n, memory.filtered, found.filter_weight.data_ptr<T>(), piece,
                                      pieces);
            segue::weight_gradient<T>(gates, 2 * n, n, memory.gru.reset_states, found.candidate_weight.data_ptr<T>(),
                                      piece, pieces);
            T *item_weight = found.item_weight.data_ptr<T>(), *bias = found.bias.data_ptr<T>();
            segue::project_backward<T>(gates, given.items, given.item_weight.const_data_ptr<T>(), false, found.items,
                                       item_weight, bias, piece, pieces);
            segue::project_backward<T>(thresholds, given.items, given.item_weight.const_data_ptr<T>() + 3 * n * e, true,
                                       found.items, item_weight + 3 * n * e, bias + 3 * n, piece, pieces);
        });
    });
    return found;
}

Memory forward(const Arguments &given, at::IntArrayRef sizes, Rule rule) {
    given.check();
    const int64_t tokens = given.items.size(0), e = given.users.size(1);
    const auto options = given.state.options();
    Memory memory{segue::GruMemory(tokens, given.state.size(1), options), at::empty({tokens, 2 * e}, options),
                  at::empty({tokens, e}, options)};
    (given.state.scalar_type() == at::kDouble ? run_forward<double> : run_forward<float>)(given, sizes, rule, memory);
    return memory;
}

struct RectifiedGru : torch::autograd::Function<RectifiedGru> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &items, const at::Tensor &item_weight,
                              const at::Tensor &bias, const at::Tensor &users, const at::Tensor &user_thresholds,
                              const at::Tensor &state, const at::Tensor &state_weight, const at::Tensor &filter_weight,
                              const at::Tensor &candidate_weight, double leak, bool has_surrogate,
                              at::IntArrayRef sizes) {
        at::AutoDispatchBelowADInplaceOrView below;
        const auto memory = ::forward(
            {items, item_weight, bias, users, user_thresholds, state, state_weight, filter_weight, candidate_weight},
            sizes, {leak, has_surrogate});
        context->save_for_backward({items, item_weight, users, state, state_weight, filter_weight, candidate_weight,
                                    memory.gru.gates, memory.gru.previous, memory.gru.reset_states, memory.thresholds,
                                    memory.filtered});
        context->saved_data["sizes"] = sizes;
        context->saved_data["leak"] = leak;
        context->saved_data["has_surrogate"] = has_surrogate;
        return memory.gru.states;
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto saved = context->get_saved_variables();
        const Arguments given{saved[0], saved[1], {}, saved[2], {}, saved[3], saved[4], saved[5], saved[6]};
        Memory memory;
        memory.gru.gates = saved[7];
        memory.gru.previous = saved[8];
        memory.gru.reset_states = saved[9];
        memory.thresholds = saved[10];
        memory.filtered = saved[11];
        const Rule rule{context->saved_data["leak"].toDouble(), context->saved_data["has_surrogate"].toBool()};
        const auto run = incoming[0].scalar_type() == at::kDouble ? run_backward<double> : run_backward<float>;
        const auto found =
            run(given, context->saved_data["sizes"].toIntVector(), rule, memory, incoming[0].contiguous());
        return {found.items,        found.item_weight,   found.bias,
                found.users,        found.user_thresholds, found.state,
                found.state_weight, found.filter_weight, found.candidate_weight,
                at::Tensor(),       at::Tensor(),        at::Tensor()};
    }
};

at::Tensor rectified_gru(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
                         const at::Tensor &users, const at::Tensor &user_thresholds, const at::Tensor &state,
                         const at::Tensor &state_weight, const at::Tensor &filter_weight,
                         const at::Tensor &candidate_weight, double leak, bool has_surrogate, at::IntArrayRef sizes) {
    return forward(
               {items, item_weight, bias, users, user_thresholds, state, state_weight, filter_weight, candidate_weight},
               sizes, {leak, has_surrogate})
        .gru.states;
}

at::Tensor rectified_gru_autograd(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
                                  const at::Tensor &users, const at::Tensor &user_thresholds, const at::Tensor &state,
                                  const at::Tensor &state_weight, const at::Tensor &filter_weight,
                                  const at::Tensor &candidate_weight, double leak, bool has_surrogate,
                                  at::IntArrayRef sizes) {
    return RectifiedGru::apply(items, item_weight, bias, users, user_thresholds, state, state_weight, filter_weight,
                               candidate_weight, leak, has_surrogate, sizes);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def(
        "rectified_gru(Tensor items, Tensor item_weight, Tensor bias, Tensor users, Tensor user_thresholds, "
        "Tensor state, Tensor state_weight, Tensor filter_weight, Tensor candidate_weight, float leak, "
        "bool has_surrogate, int[] sizes) -> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CPU, library) { library.impl("rectified_gru", &rectified_gru); }

TORCH_LIBRARY_IMPL(segue, AutogradCPU, library) { library.impl("rectified_gru", &rectified_gru_autograd); }
