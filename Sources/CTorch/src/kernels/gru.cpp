// Gated recurrent unit of Cho et al. (2014), the reset gate before the product, over whole histories.
//
// What the items give is one product for all tokens, and so are the weights' gradients; per step two products and two
// elementwise passes forward, two and two backward.

#include "../support.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "gru_chain.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Of the arguments, and of their gradients, in the operator's order.
struct Arguments {
    /// `[tokens, e]`, and the layer from them to the three gates: `[3 n, e]`, `[3 n]`.
    at::Tensor items, item_weight, bias;
    /// What the gates get at each step of a row, `[rows, 3 n]`; undefined for nothing.
    at::Tensor row_inputs;
    at::Tensor state, gate_weight, candidate_weight;

    void check() const {
        check_state();
        TORCH_CHECK(items.dim() == 2, "items must be a matrix, got ", items.sizes());
        const int64_t n = state.size(1);
        segue::check(items, "items", items.sizes(), state);
        segue::check(item_weight, "item_weight", {3 * n, items.size(1)}, state);
        segue::check(bias, "bias", {3 * n}, state);
    }

    /// Checks all that has nothing to do with items.
    void check_state() const {
        TORCH_CHECK(state.dim() == 2, "state must be a matrix, got ", state.sizes());
        const int64_t rows = state.size(0), n = state.size(1);
        if (row_inputs.defined()) segue::check(row_inputs, "row_inputs", {rows, 3 * n}, state);
        segue::check(state, "state", {rows, n}, state);
        segue::check(gate_weight, "gate_weight", {2 * n, n}, state);
        segue::check(candidate_weight, "candidate_weight", {n, n}, state);
        TORCH_CHECK(segue::is_supported(state), "only float and double are supported");
    }
};

template <typename T>
void run_forward(const Arguments &given, at::IntArrayRef sizes, const segue::GruMemory &memory) {
    const segue::Packing packing(sizes, given.state.size(0), given.items.size(0));
    const int64_t n = given.state.size(1), pieces = packing.pieces();
    auto gate_weight = segue::forward_panels<T>(given.gate_weight, 0, 2 * n, packing.tokens());
    auto candidate_weight = segue::forward_panels<T>(given.candidate_weight, 0, n, packing.tokens());
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, gate_weight, candidate_weight);
        member.pieces([&](int64_t piece) {
            segue::project<T>(given.items, given.item_weight.const_data_ptr<T>(), given.bias.const_data_ptr<T>(),
                              memory.gates, piece, pieces);
        });
        member.wait();
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            const T *row_inputs = segue::at_row<T>(given.row_inputs, first);
            for (int64_t step = 0; step < packing.steps(); ++step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) break;
                auto now = segue::gru_step<T>(memory, token, count);
                if (row_inputs) segue::add(now.gates, row_inputs, count * 3 * n);
                segue::keep_previous<T>(memory.previous, given.state, memory.states, packing, step, first, count);
                gate_weight.multiply(now.previous, n, count, true, now.gates, 3 * n);
                segue::gru_update<T>(now, candidate_weight);
            }
        });
    });
}

/// The same from a table of what each item gives, `[items, 3 n]`, and the row of each token in it; returns the states. With
/// nothing kept for a backward pass, the gates of some rows after the other stay in a thread's cache.
template <typename T>
at::Tensor run_from_table(const Arguments &given, const at::Tensor &table, const at::Tensor &items,
                          at::IntArrayRef sizes) {
    constexpr int64_t most_rows = 64;
    const int64_t rows = given.state.size(0), n = given.state.size(1);
    const segue::Packing packing(sizes, rows, items.size(0));
    const int64_t pieces = packing.pieces(), *table_rows = items.const_data_ptr<int64_t>();
    auto states = at::empty({items.size(0), n}, given.state.options());
    auto all_gates = at::empty({rows, 3 * n}, given.state.options()), reset_states = at::empty_like(given.state);
    auto gate_weight = segue::forward_panels<T>(given.gate_weight, 0, 2 * n, packing.tokens());
    auto candidate_weight = segue::forward_panels<T>(given.candidate_weight, 0, n, packing.tokens());
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, gate_weight, candidate_weight);
        member.pieces([&](int64_t piece) {
            const int64_t end = packing.first_row(piece + 1, pieces);
            for (int64_t first = packing.first_row(piece, pieces); first < end; first += most_rows) {
                const int64_t last = std::min(first + most_rows, end);
                const T *row_inputs = segue::at_row<T>(given.row_inputs, first);
                T *gates = segue::at_row<T>(all_gates, first), *previous = segue::at_row<T>(given.state, first);
                for (int64_t step = 0; step < packing.steps(); ++step) {
                    const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                    if (count == 0) break;
                    for (int64_t row = 0; row < count; ++row) {
                        const T *inputs = segue::at_row<T>(table, table_rows[token + row]);
                        std::memcpy(gates + row * 3 * n, inputs, sizeof(T) * 3 * n);
                    }
                    if (row_inputs) segue::add(gates, row_inputs, count * 3 * n);
                    gate_weight.multiply(previous, n, count, true, gates, 3 * n);
                    T *now = segue::at_row<T>(states, token);
                    segue::gru_update<T>({count, n, gates, previous, segue::at_row<T>(reset_states, first), now},
                                         candidate_weight);
                    previous = now;
                }
            }
        });
    });
    return states;
}

template <typename T>
Arguments run_backward(const Arguments &given, at::IntArrayRef sizes, const segue::GruMemory &memory,
                       const at::Tensor &incoming) {
    const int64_t rows = given.state.size(0), n = given.state.size(1);
    const segue::Packing packing(sizes, rows, incoming.size(0));
    const int64_t pieces = packing.pieces();
    const bool has_row_inputs = given.row_inputs.defined();
    Arguments found;
    found.items = at::empty_like(given.items);
    found.item_weight = at::empty_like(given.item_weight);
    found.bias = at::empty({3 * n}, incoming.options());
    if (has_row_inputs) found.row_inputs = at::zeros_like(given.row_inputs);
    found.state = at::zeros_like(given.state);
    found.gate_weight = at::empty_like(given.gate_weight);
    found.candidate_weight = at::empty_like(given.candidate_weight);
    auto delta = at::empty_like(memory.gates);
    auto scratch = at::empty({rows, n}, incoming.options());
    auto gate_weight = segue::backward_panels<T>(given.gate_weight, 0, 2 * n, packing.tokens());
    auto candidate_weight = segue::backward_panels<T>(given.candidate_weight, 0, n, packing.tokens());
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, gate_weight, candidate_weight);
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            for (int64_t step = packing.steps() - 1; step >= 0; --step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) continue;
                T *gates = segue::at_row<T>(delta, token), *carried = segue::at_row<T>(found.state, first);
                segue::gru_update_backward<T>(segue::gru_step<T>(memory, token, count), candidate_weight,
                                              segue::at_row<T>(incoming, token), gates, carried,
                                              segue::at_row<T>(scratch, first));
                gate_weight.multiply(gates, 3 * n, count, true, carried, n);
                if (has_row_inputs) segue::add(segue::at_row<T>(found.row_inputs, first), gates, count * 3 * n);
            }
        });
        member.wait();
        member.pieces([&](int64_t piece) {
            segue::weight_gradient<T>(delta, 0, 2 * n, memory.previous, found.gate_weight.data_ptr<T>(), piece, pieces);
            segue::weight_gradient<T>(delta, 2 * n, n, memory.reset_states, found.candidate_weight.data_ptr<T>(), piece,
                                      pieces);
            segue::project_backward<T>(delta, given.items, given.item_weight.const_data_ptr<T>(), false, found.items,
                                       found.item_weight.data_ptr<T>(), found.bias.data_ptr<T>(), piece, pieces);
        });
    });
    return found;
}

segue::GruMemory forward(const Arguments &given, at::IntArrayRef sizes) {
    given.check();
    segue::GruMemory memory(given.items.size(0), given.state.size(1), given.state.options());
    (given.state.scalar_type() == at::kDouble ? run_forward<double> : run_forward<float>)(given, sizes, memory);
    return memory;
}

struct Gru : torch::autograd::Function<Gru> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &items, const at::Tensor &item_weight,
                              const at::Tensor &bias, const std::optional<at::Tensor> &row_inputs,
                              const at::Tensor &state, const at::Tensor &gate_weight,
                              const at::Tensor &candidate_weight, at::IntArrayRef sizes) {
        at::AutoDispatchBelowADInplaceOrView below;
        const Arguments given{items, item_weight, bias, row_inputs.value_or(at::Tensor()),
                              state, gate_weight, candidate_weight};
        const auto memory = ::forward(given, sizes);
        context->save_for_backward({items, item_weight, given.row_inputs, state, gate_weight, candidate_weight,
                                    memory.gates, memory.previous, memory.reset_states});
        context->saved_data["sizes"] = sizes;
        return memory.states;
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto saved = context->get_saved_variables();
        const Arguments given{saved[0], saved[1], at::Tensor(), saved[2], saved[3], saved[4], saved[5]};
        segue::GruMemory memory;
        memory.gates = saved[6];
        memory.previous = saved[7];
        memory.reset_states = saved[8];
        const auto run = incoming[0].scalar_type() == at::kDouble ? run_backward<double> : run_backward<float>;
        const auto found = run(given, context->saved_data["sizes"].toIntVector(), memory, incoming[0].contiguous());
        return {found.items, found.item_weight, found.bias,  found.row_inputs,
                found.state, found.gate_weight, found.candidate_weight, at::Tensor()};
    }
};

at::Tensor gru(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
               const std::optional<at::Tensor> &row_inputs, const at::Tensor &state, const at::Tensor &gate_weight,
               const at::Tensor &candidate_weight, at::IntArrayRef sizes) {
    return forward({items, item_weight, bias, row_inputs.value_or(at::Tensor()), state, gate_weight, candidate_weight},
                   sizes)
        .states;
}

at::Tensor gru_from_table(const at::Tensor &table, const at::Tensor &items, const std::optional<at::Tensor> &row_inputs,
                          const at::Tensor &state, const at::Tensor &gate_weight, const at::Tensor &candidate_weight,
                          at::IntArrayRef sizes) {
    const Arguments given{at::Tensor(), at::Tensor(), at::Tensor(), row_inputs.value_or(at::Tensor()),
                          state, gate_weight, candidate_weight};
    given.check_state();
    segue::check(table, "table", {table.size(0), 3 * state.size(1)}, state);
    segue::check_input_rows(items, table.size(0));
    const auto run = state.scalar_type() == at::kDouble ? run_from_table<double> : run_from_table<float>;
    return run(given, table, items, sizes);
}

at::Tensor gru_autograd(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
                        const std::optional<at::Tensor> &row_inputs, const at::Tensor &state,
                        const at::Tensor &gate_weight, const at::Tensor &candidate_weight, at::IntArrayRef sizes) {
    return Gru::apply(items, item_weight, bias, row_inputs, state, gate_weight, candidate_weight, sizes);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def(
        "gru(Tensor items, Tensor item_weight, Tensor bias, Tensor? row_inputs, Tensor state, Tensor gate_weight, "
        "Tensor candidate_weight, int[] sizes) -> Tensor");
    library.def(
        "gru_from_table(Tensor table, Tensor items, Tensor? row_inputs, Tensor state, Tensor gate_weight, "
        "Tensor candidate_weight, int[] sizes) -> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CPU, library) {
    library.impl("gru", &gru);
    library.impl("gru_from_table", &gru_from_table);
}

TORCH_LIBRARY_IMPL(segue, AutogradCPU, library) { library.impl("gru", &gru_autograd); }
