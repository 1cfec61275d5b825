// Dropout whose mask is a function of a seed and an element's position: nothing is stored for the gradient but the seed, and
// the draws are vector instructions. libtorch draws a mask with one generator, one number after the other.

#include "../support.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Generator.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <mutex>

#include "elementwise.h"
#include "recurrence.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The end of MurmurHash3 (Appleby), by which every bit of a number depends on all.
SEGUE_INLINE uint32_t mixed(uint32_t x) {
    x ^= x >> 16;
    x *= 0x85ebca6bu;
    x ^= x >> 13;
    x *= 0xc2b2ae35u;
    return x ^ (x >> 16);
}

/// Elements of one draw: what a position within 32 bits does not say is in the seed.
struct Draw {
    uint32_t low, high;
    /// Numbers below are dropped.
    uint32_t threshold;
};

template <typename T>
SEGUE_INLINE void drop_elements(const Draw &draw, uint32_t first, int64_t count, T scale, const T *source, T *target) {
    SEGUE_INDEPENDENT
    for (int64_t i = 0; i < count; ++i) {
        const uint32_t number = mixed(mixed(first + static_cast<uint32_t>(i) + draw.low) ^ draw.high);
        target[i] = number < draw.threshold ? T(0) : source[i] * scale;
    }
}

SEGUE_VECTORIZED void drop(const Draw &draw, uint32_t first, int64_t count, float scale, const float *source, float *target) {
    drop_elements(draw, first, count, scale, source, target);
}
void drop(const Draw &draw, uint32_t first, int64_t count, double scale, const double *source, double *target) {
    drop_elements(draw, first, count, scale, source, target);
}

/// `input` where a mask keeps it, times 1 / (1 − rate), and 0 elsewhere.
at::Tensor dropped(const at::Tensor &input, double rate, uint64_t seed) {
    // A whole number of blocks lies within 32 bits, so that a block has one seed.
    constexpr int64_t block = int64_t(1) << 14, blocks_in_32_bits = int64_t(1) << 18;
    const auto source = input.contiguous();
    auto result = at::empty_like(source);
    const int64_t count = source.numel(), blocks = (count + block - 1) / block;
    const auto threshold = static_cast<uint32_t>(rate * 4294967296.0);
    const int64_t pieces = std::clamp<int64_t>(blocks, 1, std::max(1, at::get_num_threads()));
    AT_DISPATCH_FLOATING_TYPES(source.scalar_type(), "dropout", [&] {
        const auto *from = source.const_data_ptr<scalar_t>();
        auto *to = result.data_ptr<scalar_t>();
        segue::on_threads(pieces, [&](int64_t piece) {
            for (int64_t b = blocks * piece / pieces; b < blocks * (piece + 1) / pieces; ++b) {
                const auto beyond = static_cast<uint32_t>(b / blocks_in_32_bits);
                const Draw draw{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32) ^ mixed(beyond), threshold};
                const int64_t first = b * block;
                drop(draw, static_cast<uint32_t>(first), std::min(block, count - first),
                     static_cast<scalar_t>(1 / (1 - rate)), from + first, to + first);
            }
        });
    });
    return result;
}

void check(const at::Tensor &input, double rate) {
    TORCH_CHECK(segue::is_supported(input), "only tensors of float and double are supported");
    TORCH_CHECK(rate >= 0 && rate < 1, "rate must be in [0, 1), got ", rate);
}

uint64_t next(const std::optional<at::Generator> &generator) {
    TORCH_CHECK(generator.has_value() && generator->defined(), "a generator is needed");
    auto *source = at::check_generator<at::CPUGeneratorImpl>(generator);
    std::lock_guard<std::mutex> lock(source->mutex_);
    return source->random64();
}

struct Dropping : torch::autograd::Function<Dropping> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, double rate, int64_t seed) {
        at::AutoDispatchBelowADInplaceOrView below;
        context->saved_data["rate"] = rate;
        context->saved_data["seed"] = seed;
        return dropped(input, rate, static_cast<uint64_t>(seed));
    }

    static variable_list backward(AutogradContext *context, const variable_list &incoming) {
        const auto seed = static_cast<uint64_t>(context->saved_data["seed"].toInt());
        return {dropped(incoming[0], context->saved_data["rate"].toDouble(), seed), at::Tensor(), at::Tensor()};
    }
};

at::Tensor dropout(const at::Tensor &input, double rate, std::optional<at::Generator> generator) {
    check(input, rate);
    return dropped(input, rate, next(generator));
}

at::Tensor dropout_autograd(const at::Tensor &input, double rate, std::optional<at::Generator> generator) {
    check(input, rate);
    return Dropping::apply(input, rate, static_cast<int64_t>(next(generator)));
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(segue, library) {
    library.def("dropout(Tensor input, float rate, *, Generator? generator) -> Tensor");
}

TORCH_LIBRARY_IMPL(segue, CPU, library) { library.impl("dropout", &dropout); }

TORCH_LIBRARY_IMPL(segue, AutogradCPU, library) { library.impl("dropout", &dropout_autograd); }
