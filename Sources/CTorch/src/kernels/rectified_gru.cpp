// Rectified linear user-based GRU of Donkers, Loepp and Ziegler (RecSys 2017), Eq. 3–7, over whole histories.

#include "user_gru.h"

namespace {

using segue::StepRows;
using segue::UserGruMemory;
using segue::UserGruTensors;

/// κ₁ and κ₂ of Eq. 7 are the control, `[tokens, 2 e]`; the user passes as Eq. 6 lets it, `[tokens, e]`. The items' layer
/// gives u, r, k, κ₁ and κ₂: `[3 n + 2 e, e]`.
struct Filter {
    static constexpr bool has_mix_bias = false;

    double leak;
    bool has_surrogate;

    bool has_gradient() const { return has_surrogate; }
    int64_t control_width(int64_t e) const { return 2 * e; }
    int64_t mixed_width(int64_t e) const { return e; }

    void save(torch::autograd::AutogradContext &context) const {
        context.saved_data["leak"] = leak;
        context.saved_data["has_surrogate"] = has_surrogate;
    }

    static Filter restored(torch::autograd::AutogradContext &context) {
        return {context.saved_data["leak"].toDouble(), context.saved_data["has_surrogate"].toBool()};
    }

    void check(const UserGruTensors &given) const {
        const auto &state = given.state;
        const int64_t rows = state.size(0), n = state.size(1), e = given.items.size(1);
        segue::check(given.item_weight, "item_weight", {3 * n + 2 * e, e}, state);
        segue::check(given.item_bias, "bias", {3 * n + 2 * e}, state);
        segue::check(given.user_control, "user_thresholds", {rows, 2 * e}, state);
        segue::check(given.mix_weight, "filter_weight", {3 * n, e}, state);
    }

    template <typename T>
    segue::FilterStep<T> step(const UserGruTensors &given, const UserGruMemory &memory, StepRows at) const {
        return {at.count,
                given.users.size(1),
                segue::at_row<T>(memory.control, at.token),
                segue::at_row<T>(given.users, at.row),
                segue::at_row<T>(memory.mixed, at.token),
                static_cast<T>(leak),
                has_surrogate};
    }

    template <typename T>
    void project(const UserGruTensors &given, const UserGruMemory &memory, int64_t piece, int64_t pieces) const {
        const T *weight = given.item_weight.const_data_ptr<T>(), *bias = given.item_bias.const_data_ptr<T>();
        const int64_t gates = memory.gru.gates.size(1), e = given.items.size(1);
        segue::project<T>(given.items, weight, bias, memory.gru.gates, piece, pieces);
        segue::project<T>(given.items, weight + gates * e, bias + gates, memory.control, piece, pieces);
    }

    template <typename T>
    void mix(const UserGruTensors &given, const UserGruMemory &memory, StepRows at) const {
        segue::filter(step<T>(given, memory, at));
    }

    template <typename T>
    void mix_backward(const UserGruTensors &given, const UserGruMemory &memory, StepRows at, const T *to_filtered,
                      T *to_thresholds, const UserGruTensors &found) const {
        segue::filter_backward(step<T>(given, memory, at), to_filtered, to_thresholds,
                               segue::at_row<T>(found.users, at.row));
    }

    template <typename T>
    void project_backward(const UserGruTensors &given, const at::Tensor &gates, const at::Tensor &thresholds,
                          const UserGruTensors &found, int64_t piece, int64_t pieces) const {
        const T *weight = given.item_weight.const_data_ptr<T>();
        T *to_weight = found.item_weight.data_ptr<T>(), *to_bias = found.item_bias.data_ptr<T>();
        const int64_t count = gates.size(1), e = given.items.size(1);
        segue::project_backward<T>(gates, given.items, weight, false, found.items, to_weight, to_bias, piece, pieces);
        segue::project_backward<T>(thresholds, given.items, weight + count * e, true, found.items,
                                   to_weight + count * e, to_bias + count, piece, pieces);
    }
};

at::Tensor rectified_gru(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
                         const at::Tensor &users, const at::Tensor &user_thresholds, const at::Tensor &state,
                         const at::Tensor &state_weight, const at::Tensor &filter_weight,
                         const at::Tensor &candidate_weight, double leak, bool has_surrogate, at::IntArrayRef sizes) {
    return segue::user_gru(Filter{leak, has_surrogate},
                           {items, item_weight, bias, users, user_thresholds, state, state_weight, filter_weight,
                            at::Tensor(), candidate_weight},
                           sizes)
        .gru.states;
}

at::Tensor rectified_gru_autograd(const at::Tensor &items, const at::Tensor &item_weight, const at::Tensor &bias,
                                  const at::Tensor &users, const at::Tensor &user_thresholds, const at::Tensor &state,
                                  const at::Tensor &state_weight, const at::Tensor &filter_weight,
                                  const at::Tensor &candidate_weight, double leak, bool has_surrogate,
                                  at::IntArrayRef sizes) {
    return segue::UserGru<Filter>::apply(items, item_weight, bias, users, user_thresholds, state, state_weight,
                                         filter_weight, std::optional<at::Tensor>(), candidate_weight,
                                         Filter{leak, has_surrogate}, sizes);
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
