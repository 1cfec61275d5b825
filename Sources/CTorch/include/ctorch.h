// The C face of libtorch that Segue stands on.
//
// Handles are opaque; the caller owns every handle a function returns and frees it once; arguments are borrowed.
// Every function that can fail returns 0 on success and 1 on failure, never throws, and leaves the reason in
// the calling thread's `ct_error_…` strings until the next failure on that thread.

#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct CTTensorImpl *CTTensor;
typedef struct CTOperatorImpl *CTOperator;
typedef struct CTGeneratorImpl *CTGenerator;

// MARK: Errors (of the calling thread)

const char *ct_error_operation(void);
const char *ct_error_message(void);
/// One pointer a thread, for the Swift side's innermost error scope.
void *ct_thread_slot(void);
void ct_set_thread_slot(void *value);

// MARK: Values passed to and from operators

typedef enum {
    CT_DEFAULT = 0,  // the operator's own default
    CT_NONE,
    CT_BOOL,
    CT_INTEGER,  // int, SymInt, ScalarType, MemoryFormat
    CT_REAL,
    CT_TENSOR,
    CT_INTEGERS,
    CT_REALS,
    CT_TENSORS,
    CT_OPTIONAL_TENSORS,  // a null handle stands for None
    CT_DEVICE,            // integer = type, count = index
    CT_GENERATOR,
    CT_STRING,
} CTTag;

typedef struct {
    CTTag tag;
    int32_t count;  // elements of a list
    union {
        int64_t integer;
        double real;
        CTTensor tensor;
        CTGenerator generator;
        const int64_t *integers;
        const double *reals;
        const CTTensor *tensors;
        const char *string;
    } payload;
} CTValue;

// MARK: Operators

/// Finds an operator by its ATen name ("aten::add") and overload ("Tensor" or ""). The handle lives as long as the process.
int ct_operator_find(const char *name, const char *overload, CTOperator *out);
/// Calls it; arguments missing at the end take the schema's defaults. Tensors in `results` are owned by the caller.
int ct_operator_call(CTOperator op, const CTValue *arguments, int32_t argument_count, CTValue *results, int32_t capacity,
                     int32_t *result_count);

// MARK: Tensors

/// Copies `byte_count` bytes of host memory into a new tensor on the device.
int ct_tensor_from_bytes(const void *bytes, size_t byte_count, int32_t dtype, const int64_t *sizes, int32_t rank,
                         int32_t device_type, int32_t device_index, CTTensor *out);
void ct_tensor_free(CTTensor tensor);
int32_t ct_tensor_rank(CTTensor tensor);
int64_t ct_tensor_size(CTTensor tensor, int32_t dimension);
int64_t ct_tensor_element_count(CTTensor tensor);
int32_t ct_tensor_dtype(CTTensor tensor);
int32_t ct_tensor_element_size(CTTensor tensor);
void ct_tensor_device(CTTensor tensor, int32_t *type, int32_t *index);
bool ct_tensor_is_contiguous(CTTensor tensor);
bool ct_tensor_is_sparse(CTTensor tensor);
/// Copies the elements, in row-major order, to host memory. Waits for the device.
int ct_tensor_to_bytes(CTTensor tensor, void *bytes, size_t byte_count);
/// The storage of a contiguous tensor in host memory; null when it is elsewhere or strided.
void *ct_tensor_host_pointer(CTTensor tensor);
/// Number of tensor handles alive in the process.
int64_t ct_live_tensor_count(void);

// MARK: Gradients

bool ct_tensor_requires_grad(CTTensor tensor);
int ct_tensor_set_requires_grad(CTTensor tensor, bool value);
int ct_tensor_backward(CTTensor tensor, CTTensor gradient, bool retain_graph);
/// The accumulated gradient, or null when there is none.
int ct_tensor_gradient(CTTensor tensor, CTTensor *out);
int ct_tensor_set_gradient(CTTensor tensor, CTTensor gradient);
bool ct_grad_enabled(void);
void ct_set_grad_enabled(bool value);

// MARK: Random numbers

int ct_generator_create(int32_t device_type, int32_t device_index, uint64_t seed, CTGenerator *out);
void ct_generator_free(CTGenerator generator);
int ct_generator_state(CTGenerator generator, CTTensor *out);
int ct_generator_set_state(CTGenerator generator, CTTensor state);

// MARK: Devices, threads, versions

/// Loads libtorch's CUDA part on first use, then tells how many devices of that type there are.
int ct_device_count(int32_t device_type, int32_t *count);
int ct_device_synchronize(int32_t device_type, int32_t device_index);
int32_t ct_thread_count(void);
int ct_set_thread_count(int32_t count);
void ct_keep_freed_memory(void);
/// Version of the headers this was compiled with, and of the library it runs with.
const char *ct_compiled_version(void);
const char *ct_runtime_version(void);
/// libtorch's description of its build: BLAS, OpenMP, instruction set.
const char *ct_build_description(void);
/// Path of the shared object libtorch was loaded from.
const char *ct_library_path(void);

#ifdef __cplusplus
}
#endif

#endif
