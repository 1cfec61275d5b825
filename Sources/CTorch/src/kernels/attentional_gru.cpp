// Attentional user-based GRU of Donkers, Loepp and Ziegler (RecSys 2017), Eq. 5 and 8–10, over whole histories.

#include "user_gru.h"

namespace {

using segue::StepRows;
using segue::UserGruMemory;
using segue::UserGruTensors;

/// ξ of Eq. 8 is the control, `[tokens, e]`; item and user pass as it weighs them, `[tokens, 2 e]`.
struct Attention {
    static constexpr bool has_mix_bias = true;

    bool has_gradient() const { return true; }
    int64_t control_width(int64_t e) const { return e; }
    int64_t mixed_width(int64_t e) const { return 2 * e; }
    void save(torch::autograd::AutogradContext &) const {}
    static Attention restored(torch::autograd::AutogradContext &) { return {}; }

    void check(const UserGruTensors &given) const {
        const auto &state = given.state;
        const int64_t rows = state.size(0), n = state.size(1), e = given.items.size(1);
        segue::check(given.item_weight, "focus_weight", {e, e}, state);
        segue::check(given.item_bias, "focus_bias", {e}, state);
        segue::check(given.user_control, "focus_users", {rows, e}, state);
        segue::check(given.mix_weight, "mix_weight", {3 * n, 2 * e}, state);
        segue::check(given.mix_bias, "mix_bias", {3 * n}, state);
    }

    template <typename T>
    static segue::AttentionStep<T> step(const UserGruTensors &given, const UserGruMemory &memory, StepRows at) {
        return {at.count,
                given.items.size(1),
                segue::at_row<T>(memory.control, at.token),
                segue::at_row<T>(given.items, at.token),
                segue::at_row<T>(given.users, at.row),
                segue::at_row<T>(memory.mixed, at.token)};
    }

    template <typename T>
    void project(const UserGruTensors &given, const UserGruMemory &memory, int64_t piece, int64_t pieces) const {
        segue::project<T>(given.items, given.item_weight.const_data_ptr<T>(), given.item_bias.const_data_ptr<T>(),
                          memory.control, piece, pieces);
    }

    template <typename T>
    void mix(const UserGruTensors &given, const UserGruMemory &memory, StepRows at) const {
        segue::attend(step<T>(given, memory, at));
        const int64_t width = given.mix_bias.size(0);
        for (int64_t row = 0; row < at.count; ++row) {
            std::memcpy(segue::at_row<T>(memory.gru.gates, at.token + row), given.mix_bias.const_data_ptr<T>(),
                        sizeof(T) * width);
        }
    }

    template <typename T>
    void mix_backward(const UserGruTensors &given, const UserGruMemory &memory, StepRows at, const T *to_mixed,
                      T *to_focus, const UserGruTensors &found) const {
        segue::attend_backward(step<T>(given, memory, at), to_mixed, to_focus, segue::at_row<T>(found.items, at.token),
                               segue::at_row<T>(found.users, at.row));
    }

    template <typename T>
    void project_backward(const UserGruTensors &given, const at::Tensor &gates, const at::Tensor &focus,
                          const UserGruTensors &found, int64_t piece, int64_t pieces) const {
        segue::column_sums<T>(gates, found.mix_bias.data_ptr<T>(), piece, pieces);
        segue::project_backward<T>(focus, given.items, given.item_weight.const_data_ptr<T>(), true, found.items,
                                   found.item_weight.data_ptr<T>(), found.item_bias.data_ptr<T>(), piece, pieces);
    }
};

at::Tensor attentional_gru(const at::Tensor &items, const at::Tensor &focus_weight, const at::Tensor &focus_bias,
                           const at::Tensor &users, const at::Tensor &focus_users, const at::Tensor &state,
                           const at::Tensor &state_weight, const at::Tensor &mix_weight, const at::Tensor &mix_bias,
                           const at::Tensor &candidate_weight, at::IntArrayRef sizes) {
    return segue::user_gru(Attention{},
                           {items, focus_weight, focus_bias, users, focus_users, state, state_weight, mix_weight,
                            mix_bias, candidate_weight},
                           sizes)
        .gru.states;
}

at::Tensor attentional_gru_autograd(const at::Tensor &items, const at::Tensor &focus_weight,
                                    const at::Tensor &focus_bias, const at::Tensor &users,
                                    const at::Tensor &focus_users, const at::Tensor &state,
                                    const at::Tensor &state_weight, const at::Tensor &mix_weight,
                                    const at::Tensor &mix_bias, const at::Tensor &candidate_weight,
                                    at::IntArrayRef sizes) {
    return segue::UserGru<Attention>::apply(items, focus_weight, focus_bias, users, focus_users, state, state_weight,
                                            mix_weight, std::make_optional(mix_bias), candidate_weight, Attention{},
                                            sizes);
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
