// What the kernels of the user-based GRUs of Donkers, Loepp and Ziegler (RecSys 2017) share: all but the gate that decides
// what of item and user enters a step.

#pragma once

#include "../support.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <optional>

#include "gru_chain.h"
#include "user_gates.h"

namespace segue {

/// Of the arguments, and of their gradients, in the operators' order.
///
/// A gate has a control of width c from item, user and state, and lets through what it makes of item and user: m components.
struct UserGruTensors {
    /// `[tokens, e]`, and the layer that the gate applies to all of them at once.
    at::Tensor items, item_weight, item_bias;
    /// `[rows, e]`, and what the control gets from them, `[rows, c]`.
    at::Tensor users, user_control;
    /// `[rows, n]`, and the weights from it to u, r and the control, `[2 n + c, n]`.
    at::Tensor state, state_weight;
    /// From what passes to u, r and k: `[3 n, m]`, and `[3 n]` where the items' layer has not brought the bias already.
    at::Tensor mix_weight, mix_bias;
    /// From the reset state to k, `[n, n]`.
    at::Tensor candidate_weight;
};

/// What a forward pass leaves for the backward pass, for all tokens.
struct UserGruMemory {
    GruMemory gru;
    /// Control of the gate, `[tokens, c]`, and what passed, `[tokens, m]`.
    at::Tensor control, mixed;
};

/// Some rows of one step: the first one's token and row, and how many they are.
struct StepRows {
    int64_t token, row, count;
};

/// All steps. A gate has
/// - `check(given)`: the shapes of what only this gate has;
/// - `control_width(e)` and `mixed_width(e)`: c and m;
/// - `project<T>(given, memory, piece, pieces)`: what all items give, one thread's part;
/// - `mix<T>(given, memory, rows)`: from the control's sum to what passes, and whatever bias the gates still want;
/// - `mix_backward<T>(given, memory, rows, to_mixed, to_control, found)`, `project_backward<T>(…)`: back through these;
/// - `has_gradient()`: whether the control has one.
template <typename T, typename Gate>
void user_gru_forward(const Gate &gate, const UserGruTensors &given, at::IntArrayRef sizes,
                      const UserGruMemory &memory) {
    const Packing packing(sizes, given.state.size(0), given.items.size(0));
    const int64_t n = given.state.size(1), c = memory.control.size(1), m = memory.mixed.size(1);
    const int64_t pieces = packing.pieces(), tokens = packing.tokens();
    auto gate_weight = forward_panels<T>(given.state_weight, 0, 2 * n, tokens);
    auto control_weight = forward_panels<T>(given.state_weight, 2 * n, c, tokens);
    auto mix_weight = forward_panels<T>(given.mix_weight, 0, 3 * n, tokens);
    auto candidate_weight = forward_panels<T>(given.candidate_weight, 0, n, tokens);
    on_team(pieces, [&](const Member &member) {
        fill(member, pieces, gate_weight, control_weight, mix_weight, candidate_weight);
        member.pieces([&](int64_t piece) { gate.template project<T>(given, memory, piece, pieces); });
        member.wait();
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            for (int64_t step = 0; step < packing.steps(); ++step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) break;
                auto now = gru_step<T>(memory.gru, token, count);
                keep_previous<T>(memory.gru.previous, given.state, memory.gru.states, packing, step, first, count);
                T *control = at_row<T>(memory.control, token);
                add(control, at_row<T>(given.user_control, first), count * c);
                control_weight.multiply(now.previous, n, count, true, control, c);
                gate.template mix<T>(given, memory, StepRows{token, first, count});
                mix_weight.multiply(at_row<T>(memory.mixed, token), m, count, true, now.gates, 3 * n);
                gate_weight.multiply(now.previous, n, count, true, now.gates, 3 * n);
                gru_update<T>(now, candidate_weight);
            }
        });
    });
}

/// Gradients of all arguments, to be filled.
template <typename Gate>
UserGruTensors user_gru_gradients(const Gate &gate, const UserGruTensors &given, const at::TensorOptions &options) {
    const int64_t n = given.state.size(1);
    return {at::empty_like(given.items),
            at::empty_like(given.item_weight),
            at::empty({given.item_weight.size(0)}, options),
            at::zeros_like(given.users),
            at::zeros({given.state.size(0), given.state_weight.size(0) - 2 * n}, options),
            at::zeros_like(given.state),
            gate.has_gradient() ? at::empty_like(given.state_weight) : at::zeros_like(given.state_weight),
            at::empty_like(given.mix_weight),
            gate.has_mix_bias ? at::empty({3 * n}, options) : at::Tensor(),
            at::empty_like(given.candidate_weight)};
}

/// One thread's part of the gradients of the weights that all gates have.
template <typename T>
void user_gru_weight_gradients(const at::Tensor &gates, const at::Tensor &control, bool has_gradient,
                               const UserGruMemory &memory, const UserGruTensors &found, int64_t piece, int64_t pieces) {
    const int64_t n = memory.gru.previous.size(1);
    T *state_weight = found.state_weight.data_ptr<T>();
    weight_gradient<T>(gates, 0, 2 * n, memory.gru.previous, state_weight, piece, pieces);
    if (has_gradient) {
        weight_gradient<T>(control, 0, control.size(1), memory.gru.previous, state_weight + 2 * n * n, piece, pieces);
    }
    weight_gradient<T>(gates, 0, 3 * n, memory.mixed, found.mix_weight.data_ptr<T>(), piece, pieces);
    weight_gradient<T>(gates, 2 * n, n, memory.gru.reset_states, found.candidate_weight.data_ptr<T>(), piece, pieces);
}

/// Back through `user_gru_forward`.
template <typename T, typename Gate>
UserGruTensors user_gru_backward(const Gate &gate, const UserGruTensors &given, at::IntArrayRef sizes,
                                 const UserGruMemory &memory, const at::Tensor &incoming) {
    const int64_t rows = given.state.size(0), n = given.state.size(1);
    const int64_t c = memory.control.size(1), m = memory.mixed.size(1);
    const Packing packing(sizes, rows, given.items.size(0));
    const int64_t pieces = packing.pieces(), tokens = packing.tokens();
    auto gate_weight = backward_panels<T>(given.state_weight, 0, 2 * n, tokens);
    auto control_weight = backward_panels<T>(given.state_weight, 2 * n, c, tokens);
    auto mix_weight = backward_panels<T>(given.mix_weight, 0, 3 * n, tokens);
    auto candidate_weight = backward_panels<T>(given.candidate_weight, 0, n, tokens);
    const UserGruTensors found = user_gru_gradients(gate, given, incoming.options());
    auto gates = at::empty_like(memory.gru.gates), controls = at::empty_like(memory.control);
    auto reset_scratch = at::empty({rows, n}, incoming.options()), mix_scratch = at::empty({rows, m}, incoming.options());
    on_team(pieces, [&](const Member &member) {
        fill(member, pieces, gate_weight, control_weight, mix_weight, candidate_weight);
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            T *carried = at_row<T>(found.state, first), *mixed = at_row<T>(mix_scratch, first);
            for (int64_t step = packing.steps() - 1; step >= 0; --step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) continue;
                T *delta = at_row<T>(gates, token), *control = at_row<T>(controls, token);
                gru_update_backward<T>(gru_step<T>(memory.gru, token, count), candidate_weight,
                                       at_row<T>(incoming, token), delta, carried, at_row<T>(reset_scratch, first));
                mix_weight.multiply(delta, 3 * n, count, false, mixed, m);
                gate.template mix_backward<T>(given, memory, StepRows{token, first, count}, mixed, control, found);
                add(at_row<T>(found.user_control, first), control, count * c);
                gate_weight.multiply(delta, 3 * n, count, true, carried, n);
                if (gate.has_gradient()) control_weight.multiply(control, c, count, true, carried, n);
            }
        });
        member.wait();
        member.pieces([&](int64_t piece) {
            user_gru_weight_gradients<T>(gates, controls, gate.has_gradient(), memory, found, piece, pieces);
            gate.template project_backward<T>(given, gates, controls, found, piece, pieces);
        });
    });
    return found;
}

/// Checks the arguments and runs all steps.
template <typename Gate>
UserGruMemory user_gru(const Gate &gate, const UserGruTensors &given, at::IntArrayRef sizes) {
    const auto &state = given.state;
    TORCH_CHECK(state.dim() == 2 && given.items.dim() == 2, "state and items must be matrices, got ", state.sizes(),
                " and ", given.items.sizes());
    const int64_t tokens = given.items.size(0), e = given.items.size(1), rows = state.size(0), n = state.size(1);
    const int64_t c = gate.control_width(e), m = gate.mixed_width(e);
    check(given.items, "items", {tokens, e}, state);
    check(given.users, "users", {rows, e}, state);
    check(state, "state", {rows, n}, state);
    check(given.state_weight, "state_weight", {2 * n + c, n}, state);
    check(given.candidate_weight, "candidate_weight", {n, n}, state);
    gate.check(given);
    TORCH_CHECK(is_supported(state), "only float and double are supported");
    const auto options = state.options();
    const UserGruMemory memory{GruMemory(tokens, n, options), at::empty({tokens, c}, options),
                               at::empty({tokens, m}, options)};
    const auto run = state.scalar_type() == at::kDouble ? user_gru_forward<double, Gate> : user_gru_forward<float, Gate>;
    run(gate, given, sizes, memory);
    return memory;
}

/// The same with gradients. A gate can be written to and read from `saved_data`.
template <typename Gate>
struct UserGru : torch::autograd::Function<UserGru<Gate>> {
    using Context = torch::autograd::AutogradContext;

    static at::Tensor forward(Context *context, const at::Tensor &items, const at::Tensor &item_weight,
                              const at::Tensor &item_bias, const at::Tensor &users, const at::Tensor &user_control,
                              const at::Tensor &state, const at::Tensor &state_weight, const at::Tensor &mix_weight,
                              const std::optional<at::Tensor> &mix_bias,
                              const at::Tensor &candidate_weight, const Gate &gate, at::IntArrayRef sizes) {
        at::AutoDispatchBelowADInplaceOrView below;
        const auto memory = user_gru(gate,
                                     {items, item_weight, item_bias, users, user_control, state, state_weight,
                                      mix_weight, mix_bias.value_or(at::Tensor()), candidate_weight},
                                     sizes);
        context->save_for_backward({items, item_weight, users, state, state_weight, mix_weight, candidate_weight,
                                    memory.gru.gates, memory.gru.previous, memory.gru.reset_states, memory.control,
                                    memory.mixed});
        context->saved_data["sizes"] = sizes;
        gate.save(*context);
        return memory.gru.states;
    }

    static torch::autograd::variable_list backward(Context *context, const torch::autograd::variable_list &incoming) {
        const auto saved = context->get_saved_variables();
        const UserGruTensors given{saved[0], saved[1], {}, saved[2], {}, saved[3], saved[4], saved[5], {}, saved[6]};
        UserGruMemory memory;
        memory.gru.gates = saved[7];
        memory.gru.previous = saved[8];
        memory.gru.reset_states = saved[9];
        memory.control = saved[10];
        memory.mixed = saved[11];
        const auto run = incoming[0].scalar_type() == at::kDouble ? user_gru_backward<double, Gate>
                                                                  : user_gru_backward<float, Gate>;
        const auto found = run(Gate::restored(*context), given, context->saved_data["sizes"].toIntVector(), memory,
                               incoming[0].contiguous());
        return {found.items, found.item_weight, found.item_bias, found.users, found.user_control, found.state,
                found.state_weight, found.mix_weight, found.mix_bias, found.candidate_weight, at::Tensor(),
                at::Tensor()};
    }
};

}  // namespace segue
