// Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate) over whole histories, plain and with a
// multiplicative input (Krause et al. 2016), where m = fromItem ⊙ (U h + b) stands for the state before the gates.

#include "../support.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "lstm_gates.h"
#include "recurrence.h"
#include "softmax_rows.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Of the arguments, and of their gradients, in the operators' order.
struct Arguments {
    /// `[inputs, e]`, and the layer from them to the four gates: `[4 n, e]`, `[4 n]`. One input per token, unless `input_rows` says
    /// which input each token reads, `[tokens]`.
    at::Tensor items, item_weight, bias, input_rows;
    /// `[rows, n]` each, and the weight from what stands for the state to the gates, `[4 n, n]`.
    at::Tensor state, cell, weight;
    /// Of the multiplicative variant only: what the input gives to m, `[inputs, n]`, U `[n, n]` and b `[n]`.
    at::Tensor factors, factor_weight, factor_bias;

    bool is_multiplicative() const { return factors.defined(); }
    int64_t tokens() const { return input_rows.defined() ? input_rows.size(0) : items.size(0); }

    void check() const {
        TORCH_CHECK(state.dim() == 2 && items.dim() == 2, "state and items must be matrices, got ", state.sizes(),
                    " and ", items.sizes());
        const int64_t rows = state.size(0), n = state.size(1);
        segue::check(items, "items", items.sizes(), state);
        segue::check(item_weight, "item_weight", {4 * n, items.size(1)}, state);
        segue::check(bias, "bias", {4 * n}, state);
        segue::check(state, "state", {rows, n}, state);
        segue::check(cell, "cell", {rows, n}, state);
        segue::check(weight, "weight", {4 * n, n}, state);
        if (input_rows.defined()) segue::check_input_rows(input_rows, items.size(0));
        if (is_multiplicative()) {
            segue::check(factors, "factors", {items.size(0), n}, state);
            segue::check(factor_weight, "factor_weight", {n, n}, state);
            segue::check(factor_bias, "factor_bias", {n}, state);
        }
        TORCH_CHECK(segue::is_supported(state), "only float and double are supported");
    }
};

/// What the forward pass leaves, for all tokens.
struct Memory {
    at::Tensor gates, previous, states, cells;
    /// Of the multiplicative variant: U h + b, and m.
    at::Tensor products, mixed;

    Memory() = default;
    Memory(int64_t tokens, int64_t n, bool is_multiplicative, const at::TensorOptions &options)
        : gates(at::empty({tokens, 4 * n}, options)), previous(at::empty({tokens, n}, options)),
          states(at::empty({tokens, n}, options)), cells(at::empty({tokens, n}, options)) {
        if (!is_multiplicative) return;
        products = at::empty({tokens, n}, options);
        mixed = at::empty({tokens, n}, options);
    }

    /// Of `count` tokens from one on, whose rows had these cells before.
    template <typename T>
    segue::LstmStep<T> step(int64_t token, int64_t count, const T *previous_cells) const {
        return {count,
                previous.size(1),
                segue::at_row<T>(gates, token),
                previous_cells,
                segue::at_row<T>(cells, token),
                segue::at_row<T>(states, token)};
    }
};

/// The factors of some tokens, gathered in `room` where several tokens read one input.
template <typename T>
const T *factors_of(const Arguments &given, const at::Tensor &room, int64_t token, int64_t count) {
    if (!given.input_rows.defined()) return segue::at_row<T>(given.factors, token);
    segue::gather_rows<T>(given.factors, given.input_rows, token, count, room);
    return segue::at_row<T>(room, token);
}

/// What stands for the state before the gates, for some rows of a step.
template <typename T>
const T *mix(const Arguments &given, const Memory &memory, const segue::Panels<T> &factor_weight, const T *previous,
             int64_t token, int64_t count) {
    if (!given.is_multiplicative()) return previous;
    const int64_t n = given.state.size(1);
    T *products = segue::at_row<T>(memory.products, token), *mixed = segue::at_row<T>(memory.mixed, token);
    for (int64_t row = 0; row < count; ++row) {
        std::memcpy(products + row * n, given.factor_bias.const_data_ptr<T>(), sizeof(T) * n);
    }
    factor_weight.multiply(previous, n, count, true, products, n);
    segue::multiply(factors_of<T>(given, memory.mixed, token, count), products, mixed, count * n);
    return mixed;
}

template <typename T>
void run_forward(const Arguments &given, at::IntArrayRef sizes, const Memory &memory) {
    const segue::Packing packing(sizes, given.state.size(0), given.tokens());
    const int64_t n = given.state.size(1), pieces = packing.pieces();
    // Each input is multiplied once, however many tokens read it.
    const at::Tensor projected =
        given.input_rows.defined() ? at::empty({given.items.size(0), 4 * n}, memory.gates.options()) : memory.gates;
    auto weight = segue::forward_panels<T>(given.weight, 0, 4 * n, packing.tokens());
    auto factor_weight = given.is_multiplicative()
                             ? segue::forward_panels<T>(given.factor_weight, 0, n, packing.tokens())
                             : segue::Panels<T>();
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, weight, factor_weight);
        member.pieces([&](int64_t piece) {
            segue::project<T>(given.items, given.item_weight.const_data_ptr<T>(), given.bias.const_data_ptr<T>(),
                              projected, piece, pieces);
        });
        member.wait();
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            for (int64_t step = 0; step < packing.steps(); ++step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) break;
                const auto now =
                    memory.step(token, count, segue::states_before<T>(given.cell, memory.cells, packing, step, first));
                if (given.input_rows.defined()) {
                    segue::gather_rows<T>(projected, given.input_rows, token, count, memory.gates);
                }
                const T *previous =
                    segue::keep_previous<T>(memory.previous, given.state, memory.states, packing, step, first, count);
                const T *entering = mix<T>(given, memory, factor_weight, previous, token, count);
                weight.multiply(entering, n, count, true, now.gates, 4 * n);
                segue::lstm_update(now);
            }
        });
    });
}

template <typename T>
Arguments run_backward(const Arguments &given, at::IntArrayRef sizes, const Memory &memory,
                       const at::Tensor &to_states, const at::Tensor &to_cells) {
    const int64_t tokens = memory.gates.size(0), rows = given.state.size(0), n = given.state.size(1);
    const segue::Packing packing(sizes, rows, tokens);
    const int64_t pieces = packing.pieces();
    const bool is_multiplicative = given.is_multiplicative();
    Arguments found;
    found.items = at::empty_like(given.items);
    found.item_weight = at::empty_like(given.item_weight);
    found.bias = at::empty({4 * n}, memory.gates.options());
    found.state = at::zeros_like(given.state);
    found.cell = at::zeros_like(given.cell);
    found.weight = at::empty_like(given.weight);
    at::Tensor delta = at::empty_like(memory.gates), to_projected = delta, to_factors, products, scratch;
    if (given.input_rows.defined()) to_projected = at::empty({given.items.size(0), 4 * n}, delta.options());
    if (is_multiplicative) {
        found.factors = at::empty_like(given.factors);
        to_factors = given.input_rows.defined() ? at::empty_like(memory.mixed) : found.factors;
        found.factor_weight = at::empty_like(given.factor_weight);
        products = at::empty_like(memory.mixed);
        scratch = at::empty_like(given.state);
    }
    auto weight = segue::backward_panels<T>(given.weight, 0, 4 * n, tokens);
    auto factor_weight = is_multiplicative ? segue::backward_panels<T>(given.factor_weight, 0, n, tokens)
                                           : segue::Panels<T>();
    segue::on_team(pieces, [&](const segue::Member &member) {
        segue::fill(member, pieces, weight, factor_weight);
        member.pieces([&](int64_t piece) {
            const int64_t first = packing.first_row(piece, pieces), last = packing.first_row(piece + 1, pieces);
            T *carried = segue::at_row<T>(found.state, first), *carried_cell = segue::at_row<T>(found.cell, first);
            for (int64_t step = packing.steps() - 1; step >= 0; --step) {
                const int64_t count = packing.active(step, first, last), token = packing.start(step) + first;
                if (count == 0) continue;
                T *gates = segue::at_row<T>(delta, token);
                segue::lstm_update_backward(
                    memory.step(token, count, segue::states_before<T>(given.cell, memory.cells, packing, step, first)),
                    segue::LstmStepGradient<T>{gates, segue::at_row<T>(to_states, token),
                                               segue::at_row<T>(to_cells, token), carried, carried_cell});
                if (!is_multiplicative) {
                    weight.multiply(gates, 4 * n, count, false, carried, n);
                    continue;
                }
                T *mixed = segue::at_row<T>(scratch, first), *product = segue::at_row<T>(products, token);
                weight.multiply(gates, 4 * n, count, false, mixed, n);
                segue::multiply(mixed, segue::at_row<T>(memory.products, token),
                                segue::at_row<T>(to_factors, token), count * n);
                segue::multiply(factors_of<T>(given, products, token, count), mixed, product, count * n);
                factor_weight.multiply(product, n, count, false, carried, n);
            }
        });
        member.wait();
        if (given.input_rows.defined()) {
            member.pieces([&](int64_t piece) {
                segue::scatter_rows<T>(delta, given.input_rows, to_projected, piece, pieces);
                if (is_multiplicative) {
                    segue::scatter_rows<T>(to_factors, given.input_rows, found.factors, piece, pieces);
                }
            });
            member.wait();
        }
        member.pieces([&](int64_t piece) {
            segue::project_backward<T>(to_projected, given.items, given.item_weight.const_data_ptr<T>(), false, found.items,
                                       found.item_weight.data_ptr<T>(), found.bias.data_ptr<T>(), piece, pieces);
            segue::weight_gradient<T>(delta, 0, 4 * n, is_multiplicative ? memory.mixed : memory.previous,
                                      found.weight.data_ptr<T>(), piece, pieces);
            if (!is_multiplicative) return;
            segue::weight_gradient<T>(products, 0, n, memory.previous, found.factor_weight.data_ptr<T>(), piece, pieces);
        });
    });
    if (is_multiplicative) found.factor_bias = products.sum(0);
    return found;
}

Memory forward(const Arguments &given, at::IntArrayRef sizes) {
    given.check();
    Memory memory(given.tokens(), given.state.size(1), given.is_multiplicative(), given.state.options());
    (given.state.scalar_type() == at::kDouble ? run_forward<double> : run_forward<float>)(given, sizes, memory);
    return memory;
}

void keep(AutogradContext *context, const Arguments &given, const Memory &memory, at::IntArrayRef sizes) {
    context->save_for_backward({given.items, given.item_weight, given.input_rows, given.state, given.cell, given.weight,
                                given.factors, given.factor_weight, memory.gates, memory.previous,
                                memory.cells, memory.products, memory.mixed});
    context->saved_data["sizes"] = sizes;
}

Arguments backward(AutogradContext *context, const variable_list &incoming) {
    const auto saved = context->get_saved_variables();
    Arguments given;
    given.items = saved[0];
    given.item_weight = saved[1];
    given.input_rows = saved[2];
    given.state = saved[3];
    given.cell = saved[4];
    given.weight = saved[5];
    given.factors = saved[6];
    given.factor_weight = saved[7];
    Memory memory;
    memory.gates = saved[8];
    memory.previous = saved[9];
    memory.cells = saved[10];
    memory.products = saved[11];
    memory.mixed = saved[12];
    const auto flat = [](const at::Tensor &tensor) { return tensor.defined() ? tensor.contiguous() : tensor; };
    const auto run = given.state.scalar_type() == at::kDouble ? run_backward<double> : run_backward<float>;
    return run(given, context->saved_data["sizes"].toIntVector(), memory, flat(incoming[0]), flat(incoming[1]));
}

at::Tensor or_none(const std::optional<at::Tensor> &tensor) { return tensor.value_or(at::Tensor()); }

struct Lstm : torch::autograd::Function<Lstm> {
    static variable_list forward(AutogradContext *context, const at::Tensor &items, const at::Tensor &item_weight,
                                 const at::Tensor &bias, const std::optional<at::Tensor> &input_rows,
                                 const at::Tensor &state, const at::Tensor &cell, const at::Tensor &weight,
                                 at::IntArrayRef sizes) {
        at::AutoDispatchBelowADInplaceOrView below;
        const Arguments given{items, item_weight, bias, or_none(input_rows), state, cell, weight, {}, {}, {}};
        const auto memory = ::forward(given, sizes);
        keep(context, given, memory, sizes);
        return {memory.states, memory.cells};
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto found = ::backward(context, incoming);
        return {found.items, found.item_weight, found.bias, at::Tensor(),
                found.state, found.cell,        found.weight, at::Tensor()};
    }
};

struct MultiplicativeLstm : torch::autograd::Function<MultiplicativeLstm> {
    static variable_list forward(AutogradContext *context, const at::Tensor &items, const at::Tensor &item_weight,
                                 const at::Tensor &bias, const std::optional<at::Tensor> &input_rows,
                                 const at::Tensor &factors, const at::Tensor &state, const at::Tensor &cell,
                                 const at::Tensor &weight, const at::Tensor &factor_weight,
                                 const at::Tensor &factor_bias, at::IntArrayRef sizes) {
        at::AutoDispatchBelowADInplaceOrView below;
        const Arguments given{items, item_weight, bias,    or_none(input_rows), state,
                              cell,  weight,      factors, factor_weight,       factor_bias};
        const auto memory = ::forward(given, sizes);
        keep(context, given, memory, sizes);
        return {memory.states, memory.cells};
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto found = ::backward(context, incoming);
        return {found.items, found.item_weight, found.bias,          at::Tensor(),      found.factors, found.state,
                found.cell,  found.weight,      found.factor_weight, found.factor_bias, at::Tensor()};
    }
};

using States = std::tuple<at::Tensor, at::Tensor>;

States lstm(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
            const std::optional<at::Tensor> &input_rows, const at::Tensor &state, const at::Tensor &cell,
            const at::Tensor &weight, at::IntArrayRef sizes) {
    const auto memory = forward({items, item_weight, bias, or_none(input_rows), state, cell, weight, {}, {}, {}}, sizes);
    return {memory.states, memory.cells};
}

States lstm_autograd(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
                     const std::optional<at::Tensor> &input_rows, const at::Tensor &state, const at::Tensor &cell,
                     const at::Tensor &weight, at::IntArrayRef sizes) {
    const auto results = Lstm::apply(items, item_weight, bias, input_rows, state, cell, weight, sizes);
    return {results[0], results[1]};
}

States multiplicative_lstm(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
                           const std::optional<at::Tensor> &input_rows, const at::Tensor &factors, const at::Tensor &state, const at::Tensor &cell,
                           const at::Tensor &weight, const at::Tensor &factor_weight, const at::Tensor &factor_bias,
                           at::IntArrayRef sizes) {
    const auto memory =
        forward({items, item_weight, bias, or_none(input_rows), state, cell, weight, factors, factor_weight, factor_bias},
                sizes);
    return {memory.states, memory.cells};
}

States multiplicative_lstm_autograd(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
                                    const std::optional<at::Tensor> &input_rows, const at::Tensor &factors, const at::Tensor &state, const at::Tensor &cell,
                                    const at::Tensor &weight, const at::Tensor &factor_weight,
                                    const at::Tensor &factor_bias, at::IntArrayRef sizes) {
    const auto results = MultiplicativeLstm::apply(items, item_weight, bias, input_rows, factors, state, cell, weight,
                                                   factor_weight, factor_bias, sizes);
    return {results[0], results[1]};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def(
        "lstm(Tensor items, Tensor item_weight, Tensor bias, Tensor? input_rows, Tensor state, Tensor cell, Tensor weight, int[] sizes) "
        "-> (Tensor, Tensor)");
    library.def(
        "multiplicative_lstm(Tensor items, Tensor item_weight, Tensor bias, Tensor? input_rows, Tensor factors, Tensor state, Tensor cell, Tensor weight, "
        "Tensor factor_weight, Tensor factor_bias, int[] sizes) -> (Tensor, Tensor)");
}

TORCH_LIBRARY_IMPL(segue, CPU, library) {
    library.impl("lstm", &lstm);
    library.impl("multiplicative_lstm", &multiplicative_lstm);
}

TORCH_LIBRARY_IMPL(segue, AutogradCPU, library) {
    library.impl("lstm", &lstm_autograd);
    library.impl("multiplicative_lstm", &multiplicative_lstm_autograd);
}
