// CUDA is never linked: its part of libtorch is loaded when a CUDA device is first asked for, so that one program
// serves machines with and without a GPU.

#include "support.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/detail/AcceleratorHooksInterface.h>
#include <dlfcn.h>
#if defined(__linux__)
#include <malloc.h>
#endif

#include <mutex>

using ctorch::guarded;

namespace {

std::string library_path() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<void *>(&at::show_config), &info) != 0 && info.dli_fname != nullptr) {
        return info.dli_fname;
    }
    return "";
}

/// Loads libtorch_cuda from beside the libtorch in use, once. Without it the hooks stay those of a CPU build.
void load_cuda() {
    static std::once_flag once;
    std::call_once(once, [] {
        std::string path = library_path();
        auto slash = path.rfind('/');
        std::string beside = slash == std::string::npos ? "libtorch_cuda.so" : path.substr(0, slash) + "/libtorch_cuda.so";
        if (dlopen(beside.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
    });
}

}  // namespace

int ct_device_count(int32_t device_type, int32_t *count) {
    return guarded("device count", [&] {
        auto type = static_cast<c10::DeviceType>(device_type);
        if (type == c10::DeviceType::CUDA) load_cuda();
        if (type == c10::DeviceType::CPU) {
            *count = 1;
        } else if (type == c10::DeviceType::CUDA) {
            *count = at::hasCUDA() ? at::detail::getCUDAHooks().deviceCount() : 0;
        } else if (type == c10::DeviceType::MPS) {
            *count = at::hasMPS() ? 1 : 0;
        } else {
            *count = 0;
        }
    });
}

int ct_device_synchronize(int32_t device_type, int32_t device_index) {
    return guarded("synchronize", [&] {
        auto type = static_cast<c10::DeviceType>(device_type);
        if (type == c10::DeviceType::CUDA) at::detail::getCUDAHooks().deviceSynchronize(device_index);
        if (type == c10::DeviceType::MPS) at::detail::getMPSHooks().deviceSynchronize();
    });
}

int32_t ct_thread_count(void) { return at::get_num_threads(); }

void ct_keep_freed_memory(void) {
#if defined(__GLIBC__)
    // Arrays of whole data sets stay apart: they live long and would leave holes.
    mallopt(M_MMAP_THRESHOLD, 1 << 28);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

int ct_set_thread_count(int32_t count) {
    return guarded("thread count", [&] {
        TORCH_CHECK(count > 0, "the number of threads must be positive, got ", count);
        at::set_num_threads(count);
    });
}

const char *ct_compiled_version(void) { return TORCH_VERSION; }

const char *ct_runtime_version(void) {
    static const std::string version = [] {
        // "PyTorch built with:" carries no version of its own; the settings line does.
        std::string text = at::show_config();
        auto key = text.find("TORCH_VERSION=");
        if (key == std::string::npos) return std::string("unknown");
        key += std::string("TORCH_VERSION=").size();
        return text.substr(key, text.find_first_of(",\n ", key) - key);
    }();
    return version.c_str();
}

const char *ct_build_description(void) {
    static const std::string description = at::show_config();
    return description.c_str();
}

const char *ct_library_path(void) {
    static const std::string path = library_path();
    return path.c_str();
}
