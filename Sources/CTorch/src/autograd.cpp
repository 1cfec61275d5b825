#include "support.h"

#include <ATen/core/grad_mode.h>

using ctorch::from_handle;
using ctorch::guarded;
using ctorch::to_handle;

bool ct_tensor_requires_grad(CTTensor tensor) { return from_handle(tensor).requires_grad(); }

int ct_tensor_set_requires_grad(CTTensor tensor, bool value) {
    return guarded("requires_grad", [&] { from_handle(tensor).set_requires_grad(value); });
}

int ct_tensor_backward(CTTensor tensor, CTTensor gradient, bool retain_graph) {
    return guarded("backward", [&] { from_handle(tensor).backward(from_handle(gradient), retain_graph); });
}

int ct_tensor_gradient(CTTensor tensor, CTTensor *out) {
    return guarded("gradient", [&] { *out = to_handle(from_handle(tensor).grad()); });
}

int ct_tensor_set_gradient(CTTensor tensor, CTTensor gradient) {
    return guarded("set gradient", [&] { from_handle(tensor).mutable_grad() = from_handle(gradient); });
}

bool ct_grad_enabled(void) { return at::GradMode::is_enabled(); }

void ct_set_grad_enabled(bool value) { at::GradMode::set_enabled(value); }
