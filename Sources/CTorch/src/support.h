// What every file of the shim needs: handles ↔ tensors, and the fence that keeps C++ exceptions inside.

#pragma once

#if !__has_include(<ATen/ATen.h>)
#error "libtorch was not found: run `make setup` first; in a package that depends on Segue, set PKG_CONFIG_PATH to its .libtorch"
#else

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/version.h>

#include <exception>
#include <string>

#include "ctorch.h"

#if TORCH_VERSION_MAJOR != 2 || TORCH_VERSION_MINOR < 11
#error "Segue needs libtorch 2.11 or newer: run `make setup`, or point LIBTORCH at a newer one."
#endif

namespace ctorch {

/// Records the reason of a failure for the calling thread.
void record_error(std::string operation, std::string message) noexcept;

/// Takes over one reference of `tensor`; an undefined tensor becomes a null handle.
CTTensor to_handle(at::Tensor tensor) noexcept;

/// A new reference to the tensor behind a borrowed handle; a null handle becomes an undefined tensor.
at::Tensor from_handle(CTTensor handle) noexcept;

/// Runs `body`; every exception becomes status 1 and a message of the calling thread.
template <typename Body>
int guarded(const char *operation, Body body) noexcept {
    try {
        body();
        return 0;
    } catch (const c10::Error &error) {
        record_error(operation, error.what_without_backtrace());
    } catch (const std::exception &error) {
        record_error(operation, error.what());
    } catch (...) {
        record_error(operation, "an exception of unknown type");
    }
    return 1;
}

inline c10::Device make_device(int32_t type, int32_t index) {
    return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

}  // namespace ctorch

#endif
