#include "support.h"

#include <atomic>

namespace {

std::atomic<int64_t> live_tensors{0};

at::TensorImpl *implementation(CTTensor handle) { return reinterpret_cast<at::TensorImpl *>(handle); }

}  // namespace

namespace ctorch {

CTTensor to_handle(at::Tensor tensor) noexcept {
    if (!tensor.defined()) return nullptr;
    live_tensors.fetch_add(1, std::memory_order_relaxed);
    return reinterpret_cast<CTTensor>(tensor.unsafeReleaseTensorImpl());
}

at::Tensor from_handle(CTTensor handle) noexcept {
    if (handle == nullptr) return {};
    return at::Tensor(
        c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim_copy(implementation(handle)));
}

}  // namespace ctorch

using ctorch::from_handle;
using ctorch::guarded;
using ctorch::to_handle;

int ct_tensor_from_bytes(const void *bytes, size_t byte_count, int32_t dtype, const int64_t *sizes, int32_t rank,
                         int32_t device_type, int32_t device_index, CTTensor *out) {
    return guarded("from host memory", [&] {
        auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        auto tensor = at::empty(at::IntArrayRef(sizes, rank), options);
        TORCH_CHECK(tensor.nbytes() == byte_count, "the shape needs ", tensor.nbytes(), " bytes, ", byte_count,
                    " were given");
        if (byte_count > 0) std::memcpy(tensor.mutable_data_ptr(), bytes, byte_count);
        auto device = ctorch::make_device(device_type, device_index);
        *out = to_handle(device.is_cpu() ? tensor : tensor.to(device));
    });
}

void ct_tensor_free(CTTensor tensor) {
    if (tensor == nullptr) return;
    live_tensors.fetch_sub(1, std::memory_order_relaxed);
    guarded("free", [&] {
        at::Tensor(
            c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(implementation(tensor)));
    });
}

int32_t ct_tensor_rank(CTTensor tensor) { return static_cast<int32_t>(implementation(tensor)->dim()); }

int64_t ct_tensor_size(CTTensor tensor, int32_t dimension) {
    auto sizes = implementation(tensor)->sizes();
    return dimension >= 0 && static_cast<size_t>(dimension) < sizes.size() ? sizes[dimension] : -1;
}

int64_t ct_tensor_element_count(CTTensor tensor) { return implementation(tensor)->numel(); }

int32_t ct_tensor_dtype(CTTensor tensor) {
    return static_cast<int32_t>(c10::typeMetaToScalarType(implementation(tensor)->dtype()));
}

int32_t ct_tensor_element_size(CTTensor tensor) {
    return static_cast<int32_t>(implementation(tensor)->dtype().itemsize());
}

void ct_tensor_device(CTTensor tensor, int32_t *type, int32_t *index) {
    auto device = implementation(tensor)->device();
    *type = static_cast<int32_t>(device.type());
    *index = device.index();
}

bool ct_tensor_is_contiguous(CTTensor tensor) { 
    return !ct_tensor_is_sparse(tensor) && implementation(tensor)->is_contiguous();
}

bool ct_tensor_is_sparse(CTTensor tensor) { return implementation(tensor)->is_sparse(); }

int ct_tensor_to_bytes(CTTensor tensor, void *bytes, size_t byte_count) {
    return guarded("to host memory", [&] {
        auto host = from_handle(tensor).detach().to(at::kCPU).contiguous();
        TORCH_CHECK(host.nbytes() == byte_count, "the tensor holds ", host.nbytes(), " bytes, room for ", byte_count,
                    " was given");
        if (byte_count > 0) std::memcpy(bytes, host.const_data_ptr(), byte_count);
    });
}

void *ct_tensor_host_pointer(CTTensor tensor) {
    auto *impl = implementation(tensor);
    if (!impl->device().is_cpu() || !ct_tensor_is_contiguous(tensor)) return nullptr;
    void *pointer = nullptr;
    guarded("host pointer", [&] { pointer = from_handle(tensor).mutable_data_ptr(); });
    return pointer;
}

int64_t ct_live_tensor_count(void) { return live_tensors.load(std::memory_order_relaxed); }
