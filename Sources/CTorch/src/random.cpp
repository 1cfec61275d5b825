#include "support.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Generator.h>
#include <ATen/detail/AcceleratorHooksInterface.h>

#include <mutex>

using ctorch::from_handle;
using ctorch::guarded;
using ctorch::to_handle;

namespace {

at::Generator &generator_of(CTGenerator handle) { return *reinterpret_cast<at::Generator *>(handle); }

}  // namespace

int ct_generator_create(int32_t device_type, int32_t device_index, uint64_t seed, CTGenerator *out) {
    return guarded("generator", [&] {
        auto device = ctorch::make_device(device_type, device_index);
        auto generator = device.is_cpu() ? at::detail::createCPUGenerator(seed)
                                         : at::globalContext().getAcceleratorHooksInterface(device.type()).getNewGenerator(
                                               device.index());
        generator.set_current_seed(seed);
        *out = reinterpret_cast<CTGenerator>(new at::Generator(std::move(generator)));
    });
}

void ct_generator_free(CTGenerator generator) { delete reinterpret_cast<at::Generator *>(generator); }

int ct_generator_state(CTGenerator generator, CTTensor *out) {
    return guarded("generator state", [&] {
        std::lock_guard<std::mutex> lock(generator_of(generator).mutex());
        *out = to_handle(generator_of(generator).get_state());
    });
}

int ct_generator_set_state(CTGenerator generator, CTTensor state) {
    return guarded("set generator state", [&] {
        std::lock_guard<std::mutex> lock(generator_of(generator).mutex());
        generator_of(generator).set_state(from_handle(state));
    });
}
