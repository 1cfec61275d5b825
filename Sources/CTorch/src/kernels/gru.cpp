// Gated recurrent unit of Cho et al. (2014), the reset gate before the product, over whole histories.
//
// In: what does not depend on the state, for all tokens; out: all states. Per step two products and two elementwise
// passes forward, two and two backward; the weights' gradients are one product each over all tokens.

#include "../support.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "gru_chain.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Arguments {
    at::Tensor inputs, row_inputs, state, gate_weight, candidate_weight;
    at::IntArrayRef sizes;

    void check() const {
        TORCH_CHECK(state.dim() == 2 && inputs.dim() == 2, "state and inputs must be matrices, got ", state.sizes(),
                    " and ", inputs.sizes());
        const int64_t rows = state.size(0), n = state.size(1);
        segue::check(inputs, "inputs", {inputs.size(0), 3 * n}, state);
        if (row_inputs.defined()) segue::check(row_inputs, "row_inputs", {rows, 3 * n}, state);
        segue::check(state, "state", {rows, n}, state);
        segue::check(gate_weight, "gate_weight", {2 * n, n}, state);
        segue::check(candidate_weight, "candidate_weight", {n, n}, state);
    }
};

template <typename T>
void run_forward(const Arguments &given, const segue::GruMemory &memory) {
    const segue::Packing packing(given.sizes, given.state.size(0), given.inputs.size(0));
    const int64_t n = given.state.size(1), pieces = packing.pieces();
    segue::on_threads(pieces, [&](int64_t piece) {
        const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
        for (int64_t step = 0; step < packing.steps(); ++step) {
            const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
            if (count == 0) break;
            auto now = segue::gru_step<T>(memory, token, count);
            std::memcpy(now.gates, segue::at_row<T>(given.inputs, token), sizeof(T) * count * 3 * n);
            if (given.row_inputs.defined()) segue::add(now.gates, segue::at_row<T>(given.row_inputs, first), count * 3 * n);
            segue::keep_previous<T>(memory.previous, given.state, memory.states, packing, step, first, count);
            segue::apply<T>(now.previous, n, count, given.gate_weight.const_data_ptr<T>(), 2 * n, n, 1, now.gates, 3 * n);
            segue::gru_update<T>(now, given.candidate_weight);
        }
    });
}

struct Gradients {
    at::Tensor inputs, row_inputs, state, gate_weight, candidate_weight;
};

template <typename T>
Gradients run_backward(const segue::GruMemory &memory, const at::Tensor &incoming, const at::Tensor &gate_weight,
                       const at::Tensor &candidate_weight, bool has_row_inputs, int64_t rows, at::IntArrayRef sizes) {
    const segue::Packing packing(sizes, rows, incoming.size(0));
    const int64_t n = incoming.size(1), pieces = packing.pieces();
    Gradients found;
    found.inputs = at::empty_like(memory.gates);
    found.state = at::zeros({rows, n}, incoming.options());
    found.gate_weight = at::empty_like(gate_weight);
    found.candidate_weight = at::empty_like(candidate_weight);
    if (has_row_inputs) found.row_inputs = at::zeros({rows, 3 * n}, incoming.options());
    auto scratch = at::empty({rows, n}, incoming.options());
    segue::on_team(pieces, [&](const segue::Member &member) {
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            for (int64_t step = packing.steps() - 1; step >= 0; --step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) continue;
                T *gates = segue::at_row<T>(found.inputs, token), *carried = segue::at_row<T>(found.state, first);
                segue::gru_update_backward<T>(segue::gru_step<T>(memory, token, count), candidate_weight,
                                              segue::at_row<T>(incoming, token), gates, carried,
                                              segue::at_row<T>(scratch, first));
                segue::apply_back<T>(gates, 3 * n, count, gate_weight.const_data_ptr<T>(), 2 * n, n, 1, carried, n);
                if (has_row_inputs) segue::add(segue::at_row<T>(found.row_inputs, first), gates, count * 3 * n);
            }
        });
        member.wait();
        member.pieces([&](int64_t piece) {
            segue::weight_gradient<T>(found.inputs, 0, 2 * n, memory.previous, found.gate_weight.data_ptr<T>(), piece,
                                      pieces);
            segue::weight_gradient<T>(found.inputs, 2 * n, n, memory.reset_states,
                                      found.candidate_weight.data_ptr<T>(), piece, pieces);
        });
    });
    return found;
}

at::Tensor forward(const Arguments &given, segue::GruMemory &memory) {
    given.check();
    memory = segue::GruMemory(given.inputs.size(0), given.state.size(1), given.state.options());
    TORCH_CHECK(segue::is_supported(given.state), "only float and double are supported");
    (given.state.scalar_type() == at::kDouble ? run_forward<double> : run_forward<float>)(given, memory);
    return memory.states;
}

struct Gru : torch::autograd::Function<Gru> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &inputs,
                              const std::optional<at::Tensor> &row_inputs, const at::Tensor &state,
                              const at::Tensor &gate_weight, const at::Tensor &candidate_weight,
                              at::IntArrayRef sizes) {
        at::AutoDispatchBelowADInplaceOrView below;
        segue::GruMemory memory;
        auto states = ::forward({inputs, row_inputs.value_or(at::Tensor()), state, gate_weight, candidate_weight, sizes},
                                memory);
        context->save_for_backward({memory.gates, memory.previous, memory.reset_states, gate_weight, candidate_weight});
        context->saved_data["sizes"] = sizes;
        context->saved_data["rows"] = state.size(0);
        context->saved_data["has_row_inputs"] = row_inputs.has_value();
        return states;
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto saved = context->get_saved_variables();
        segue::GruMemory memory;
        memory.gates = saved[0];
        memory.previous = saved[1];
        memory.reset_states = saved[2];
        const auto sizes = context->saved_data["sizes"].toIntVector();
        const auto run = incoming[0].scalar_type() == at::kDouble ? run_backward<double> : run_backward<float>;
        auto found = run(memory, incoming[0].contiguous(), saved[3], saved[4],
                         context->saved_data["has_row_inputs"].toBool(), context->saved_data["rows"].toInt(), sizes);
        return {found.inputs, found.row_inputs, found.state, found.gate_weight, found.candidate_weight, at::Tensor()};
    }
};

at::Tensor gru(const at::Tensor &inputs, const std::optional<at::Tensor> &row_inputs, const at::Tensor &state,
               const at::Tensor &gate_weight, const at::Tensor &candidate_weight, at::IntArrayRef sizes) {
    segue::GruMemory memory;
    return forward({inputs, row_inputs.value_or(at::Tensor()), state, gate_weight, candidate_weight, sizes}, memory);
}

at::Tensor gru_autograd(const at::Tensor &inputs, const std::optional<at::Tensor> &row_inputs, const at::Tensor &state,
                        const at::Tensor &gate_weight, const at::Tensor &candidate_weight, at::IntArrayRef sizes) {
    return Gru::apply(inputs, row_inputs, state, gate_weight, candidate_weight, sizes);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def(
        "gru(Tensor inputs, Tensor? row_inputs, Tensor state, Tensor gate_weight, Tensor candidate_weight, int[] sizes) "
        "-> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CPU, library) { library.impl("gru", &gru); }

TORCH_LIBRARY_IMPL(segue, AutogradCPU, library) { library.impl("gru", &gru_autograd); }
