// Attentional user-based GRU of Donkers, Loepp and Ziegler (RecSys 2017), Eq. 5 and 8–10, over whole histories.

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
    /// `[tokens, e]`, and the layer from them to the focus: `[e, e]`, `[e]`.
    at::Tensor items, focus_weight, focus_bias;
    /// `[rows, e]`, and what the focus gets from them, `[rows, e]`.
    at::Tensor users, focus_users;
    /// `[rows, n]`, and the weights from it to u, r and ξ, `[2 n + e, n]`.
    at::Tensor state, state_weight;
    /// From weighed item and user to u, r and k: `[3 n, 2 e]`, `[3 n]`; from the reset state to k: `[n, n]`.
    at::Tensor mix_weight, mix_bias, candidate_weight;

    void check() const {
        TORCH_CHECK(state.dim() == 2 && items.dim() == 2, "state and items must be matrices, got ", state.sizes(),
                    " and ", items.sizes());
        const int64_t tokens = items.size(0), rows = state.size(0), n = state.size(1), e = items.size(1);
        segue::check(items, "items", {tokens, e}, state);
        segue::check(focus_weight, "focus_weight", {e, e}, state);
        segue::check(focus_bias, "focus_bias", {e}, state);
        segue::check(users, "users", {rows, e}, state);
        segue::check(focus_users, "focus_users", {rows, e}, state);
        segue::check(state, "state", {rows, n}, state);
        segue::check(state_weight, "state_weight", {2 * n + e, n}, state);
        segue::check(mix_weight, "mix_weight", {3 * n, 2 * e}, state);
        segue::check(mix_bias, "mix_bias", {3 * n}, state);
        segue::check(candidate_weight, "candidate_weight", {n, n}, state);
        TORCH_CHECK(segue::is_supported(state), "only float and double are supported");
    }
};

struct Memory {
    segue::GruMemory gru;
    /// ξ of Eq. 8, `[tokens, e]`.
    at::Tensor focus;
    /// Item and user as the focus weighs them, `[tokens, 2 e]`.
    at::Tensor mixed;
};

template <typename T>
void run_forward(const Arguments &given, at::IntArrayRef sizes, const Memory &memory) {
    const segue::Packing packing(sizes, given.state.size(0), given.items.size(0));
    const int64_t n = given.state.size(1), e = given.items.size(1), pieces = packing.pieces(), tokens = packing.tokens();
    auto gate_weight = segue::forward_panels<T>(given.state_weight, 0, 2 * n, tokens);
    auto focus_weight = segue::forward_panels<T>(given.state_weight, 2 * n, e, tokens);
    auto mix_weight = segue::forward_panels<T>(given.mix_weight, 0, 3 * n, tokens);
    auto candidate_weight = segue::forward_panels<T>(given.candidate_weight, 0, n, tokens);
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, gate_weight, focus_weight, mix_weight, candidate_weight);
        member.pieces([&](int64_t piece) {
            segue::project<T>(given.items, given.focus_weight.const_data_ptr<T>(),
                              given.focus_bias.const_data_ptr<T>(), memory.focus, piece, pieces);
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
                T *focus = segue::at_row<T>(memory.focus, token), *mixed = segue::at_row<T>(memory.mixed, token);
                segue::add(focus, segue::at_row<T>(given.focus_users, first), count * e);
                focus_weight.multiply(now.previous, n, count, true, focus, e);
                segue::attend(segue::AttentionStep<T>{count, e, focus, segue::at_row<T>(given.items, token),
                                                      segue::at_row<T>(given.users, first), mixed});
                for (int64_t row = 0; row < count; ++row) {
                    std::memcpy(now.gates + row * 3 * n, given.mix_bias.const_data_ptr<T>(), sizeof(T) * 3 * n);
                }
                mix_weight.multiply(mixed, 2 * e, count, true, now.gates, 3 * n);
                gate_weight.multiply(now.previous, n, count, true, now.gates, 3 * n);
                segue::gru_update<T>(now, candidate_weight);
            }
        });
    });
}

template <typename T>
Arguments run_backward(const Arguments &given, at::IntArrayRef sizes, const Memory &memory,
                       const at::Tensor &incoming) {
    const segue::Packing packing(sizes, given.state.size(0), given.items.size(0));
    const int64_t n = given.state.size(1), e = given.items.size(1), rows = given.state.size(0);
    const int64_t pieces = packing.pieces(), tokens = packing.tokens();
    auto gate_weight = segue::backward_panels<T>(given.state_weight, 0, 2 * n, tokens);
    auto focus_weight = segue::backward_panels<T>(given.state_weight, 2 * n, e, tokens);
    auto mix_weight = segue::backward_panels<T>(given.mix_weight, 0, 3 * n, tokens);
    auto candidate_weight = segue::backward_panels<T>(given.candidate_weight, 0, n, tokens);
    Arguments found{at::empty_like(given.items),
                    at::empty_like(given.focus_weight),
                    at::empty({e}, incoming.options()),
                    at::zeros_like(given.users),
                    at::zeros_like(given.users),
                    at::zeros_like(given.state),
                    at::empty_like(given.state_weight),
                    at::empty_like(given.mix_weight),
                    at::empty({3 * n}, incoming.options()),
                    at::empty_like(given.candidate_weight)};
    auto gates = at::empty_like(memory.gru.gates), focus_delta = at::empty_like(memory.focus);
    auto reset_scratch = at::empty({rows, n}, incoming.options()), mix_scratch = at::empty({rows, 2 * e}, incoming.options());
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, gate_weight, focus_weight, mix_weight, candidate_weight);
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            T *carried = segue::at_row<T>(found.state, first), *mixed = segue::at_row<T>(mix_scratch, first);
            for (int64_t step = packing.steps() - 1; step >= 0; --step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) continue;
                T *delta = segue::at_row<T>(gates, token), *focus = segue::at_row<T>(focus_delta, token);
                segue::gru_update_backward<T>(segue::gru_step<T>(memory.gru, token, count), candidate_weight,
                                              segue::at_row<T>(incoming, token), delta, carried,
                                              segue::at_row<T>(reset_scratch, first));
                mix_weight.multiply(delta, 3 * n, count, false, mixed, 2 * e);
                segue::attend_backward(
                    segue::AttentionStep<T>{count, e, segue::at_row<T>(memory.focus, token),
                                            segue::at_row<T>(given.items, token), segue::at_row<T>(given.users, first),
                                            nullptr},
                    mixed, focus, segue::at_row<T>(found.items, token), segue::at_row<T>(found.users, first));
                segue::add(segue::at_row<T>(found.focus_users, first), focus, count * e);
                gate_weight.multiply(delta, 3 * n, count, true, carried, n);
                focus_weight.multiply(focus, e, count, true, carried, n);
            }
        });
        member.wait();
        member.pieces([&](int64_t piece) {
            T *state_weight = found.state_weight.data_ptr<T>();
            segue::weight_gradient<T>(gates, 0, 2 * n, memory.gru.previous, state_weight, piece, pieces);
            segue::weight_gradient<T>(focus_delta, 0, e, memory.gru.previous, state_weight + 2 * n * n, piece, pieces);
            segue::weight_gradient<T>(gates, 0, 3 * n, memory.mixed, found.mix_weight.data_ptr<T>(), piece, pieces);
            segue::weight_gradient<T>(gates, 2 * n, n, memory.gru.reset_states, found.candidate_weight.data_ptr<T>(),
                                      piece, pieces);
            segue::column_sums<T>(gates, found.mix_bias.data_ptr<T>(), piece, pieces);
            segue::project_backward<T>(focus_delta, given.items, given.focus_weight.const_data_ptr<T>(), true, found.items,
                                       found.focus_weight.data_ptr<T>(), found.focus_bias.data_ptr<T>(), piece, pieces);
        });
    });
    return found;
}

Memory forward(const Arguments &given, at::IntArrayRef sizes) {
    given.check();
    const int64_t tokens = given.items.size(0), e = given.items.size(1);
    const auto options = given.state.options();
    Memory memory{segue::GruMemory(tokens, given.state.size(1), options), at::empty({tokens, e}, options),
                  at::empty({tokens, 2 * e}, options)};
    (given.state.scalar_type() == at::kDouble ? run_forward<double> : run_forward<float>)(given, sizes, memory);
    return memory;
}

struct AttentionalGru : torch::autograd::Function<AttentionalGru> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &items, const at::Tensor &focus_weight,
                              const at::Tensor &focus_bias, const at::Tensor &users, const at::Tensor &focus_users,
                              const at::Tensor &state, const at::Tensor &state_weight, const at::Tensor &mix_weight,
                              const at::Tensor &mix_bias, const at::Tensor &candidate_weight, at::IntArrayRef sizes) {
        at::AutoDispatchBelowADInplaceOrView below;
        const auto memory = ::forward({items, focus_weight, focus_bias, users, focus_users, state, state_weight,
                                       mix_weight, mix_bias, candidate_weight},
                                      sizes);
        context->save_for_backward({items, focus_weight, users, state, state_weight, mix_weight, candidate_weight,
                                    memory.gru.gates, memory.gru.previous, memory.gru.reset_states, memory.focus,
                                    memory.mixed});
        context->saved_data["sizes"] = sizes;
        return memory.gru.states;
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto saved = context->get_saved_variables();
        const Arguments given{saved[0], saved[1], {}, saved[2], {}, saved[3], saved[4], saved[5], {}, saved[6]};
        Memory memory;
        memory.gru.gates = saved[7];
        memory.gru.previous = saved[8];
        memory.gru.reset_states = saved[9];
        memory.focus = saved[10];
        memory.mixed = saved[11];
        const auto run = incoming[0].scalar_type() == at::kDouble ? run_backward<double> : run_backward<float>;
        const auto found =
            run(given, context->saved_data["sizes"].toIntVector(), memory, incoming[0].contiguous());
        return {found.items, found.focus_weight, found.focus_bias, found.users,    found.focus_users,      found.state,
                found.state_weight, found.mix_weight, found.mix_bias, found.candidate_weight, at::Tensor()};
    }
};

at::Tensor attentional_gru(const at::Tensor &items, const at::Tensor &focus_weight, const at::Tensor &focus_bias,
                           const at::Tensor &users, const at::Tensor &focus_users, const at::Tensor &state,
                           const at::Tensor &state_weight, const at::Tensor &mix_weight, const at::Tensor &mix_bias,
                           const at::Tensor &candidate_weight, at::IntArrayRef sizes) {
    return forward({items, focus_weight, focus_bias, users, focus_users, state, state_weight, mix_weight, mix_bias,
                    candidate_weight},
                   sizes)
        .gru.states;
}

at::Tensor attentional_gru_autograd(const at::Tensor &items, const at::Tensor &focus_weight,
                                    const at::Tensor &focus_bias, const at::Tensor &users,
                                    const at::Tensor &focus_users, const at::Tensor &state,
                                    const at::Tensor &state_weight, const at::Tensor &mix_weight,
                                    const at::Tensor &mix_bias, const at::Tensor &candidate_weight,
                                    at::IntArrayRef sizes) {
    return AttentionalGru::apply(items, focus_weight, focus_bias, users, focus_users, state, state_weight, mix_weight,
                                 mix_bias, candidate_weight, sizes);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def(
        "attentional_gru(Tensor items, Tensor focus_weight, Tensor focus_bias, Tensor users, Tensor focus_users, "
        "Tensor state, Tensor state_weight, Tensor mix_weight, Tensor mix_bias, Tensor candidate_weight, int[] sizes) "
        "-> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CPU, library) { library.impl("attentional_gru", &attentional_gru); }

TORCH_LIBRARY_IMPL(segue, AutogradCPU, library) { library.impl("attentional_gru", &attentional_gru_autograd); }
