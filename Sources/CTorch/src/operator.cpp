// One way into nearly every operation of libtorch: look an operator up once, then call it boxed.

#include "support.h"

#include <ATen/core/stack.h>

using ctorch::from_handle;
using ctorch::guarded;
using ctorch::to_handle;

struct CTOperatorImpl {
    c10::OperatorHandle handle;
    std::string name;
};

namespace {

c10::IValue list_of_tensors(const CTValue &value) {
    c10::List<at::Tensor> list;
    list.reserve(value.count);
    for (int32_t i = 0; i < value.count; ++i) list.push_back(from_handle(value.payload.tensors[i]));
    return list;
}

c10::IValue list_of_optional_tensors(const CTValue &value) {
    c10::List<std::optional<at::Tensor>> list;
    list.reserve(value.count);
    for (int32_t i = 0; i < value.count; ++i) {
        auto tensor = from_handle(value.payload.tensors[i]);
        list.push_back(tensor.defined() ? std::optional<at::Tensor>(tensor) : std::nullopt);
    }
    return list;
}

c10::IValue convert(const CTValue &value, const c10::Argument &argument) {
    switch (value.tag) {
        case CT_DEFAULT:
            TORCH_CHECK(argument.default_value().has_value(), "argument '", argument.name(), "' has no default");
            return *argument.default_value();
        case CT_NONE:
            return {};
        case CT_BOOL:
            return value.payload.integer != 0;
        case CT_INTEGER:
            if (argument.type()->kind() == c10::TypeKind::FloatType) return static_cast<double>(value.payload.integer);
            return value.payload.integer;
        case CT_REAL:
            return value.payload.real;
        case CT_TENSOR:
            return from_handle(value.payload.tensor);
        case CT_INTEGERS:
            return c10::List<int64_t>(c10::ArrayRef<int64_t>(value.payload.integers, value.count));
        case CT_REALS:
            return c10::List<double>(c10::ArrayRef<double>(value.payload.reals, value.count));
        case CT_TENSORS:
            return list_of_tensors(value);
        case CT_OPTIONAL_TENSORS:
            return list_of_optional_tensors(value);
        case CT_DEVICE:
            return ctorch::make_device(static_cast<int32_t>(value.payload.integer), value.count);
        case CT_GENERATOR:
            return *reinterpret_cast<at::Generator *>(value.payload.generator);
        case CT_STRING:
            return std::string(value.payload.string);
    }
    TORCH_CHECK(false, "unknown tag ", static_cast<int>(value.tag));
}

/// Writes results from `next` on; the caller frees what was written if it throws.
void append(const c10::IValue &value, CTValue *results, int32_t capacity, int32_t &next) {
    auto slot = [&](CTTag tag) -> CTValue & {
        TORCH_CHECK(next < capacity, "more results than the ", capacity, " there is room for");
        results[next].tag = tag;
        results[next].count = 1;
        return results[next++];
    };
    if (value.isTensor()) {
        slot(CT_TENSOR).payload.tensor = to_handle(value.toTensor());
    } else if (value.isTensorList()) {
        for (const at::Tensor &tensor : value.toTensorVector()) slot(CT_TENSOR).payload.tensor = to_handle(tensor);
    } else if (value.isBool()) {
        slot(CT_BOOL).payload.integer = value.toBool() ? 1 : 0;
    } else if (value.isInt()) {
        slot(CT_INTEGER).payload.integer = value.toInt();
    } else if (value.isDouble()) {
        slot(CT_REAL).payload.real = value.toDouble();
    } else {
        TORCH_CHECK(value.isNone(), "a result of type ", value.tagKind(), " cannot be passed on");
        slot(CT_NONE);
    }
}

}  // namespace

int ct_operator_find(const char *name, const char *overload, CTOperator *out) {
    return guarded(name, [&] {
        auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
        *out = new CTOperatorImpl{handle, overload[0] ? std::string(name) + "." + overload : std::string(name)};
    });
}

int ct_operator_call(CTOperator op, const CTValue *arguments, int32_t argument_count, CTValue *results, int32_t capacity,
                     int32_t *result_count) {
    *result_count = 0;
    int status = guarded(op->name.c_str(), [&] {
        const auto &schema = op->handle.schema();
        const auto &expected = schema.arguments();
        TORCH_CHECK(static_cast<size_t>(argument_count) <= expected.size(), "takes at most ", expected.size(),
                    " arguments, got ", argument_count);
        torch::jit::Stack stack;
        stack.reserve(expected.size());
        const CTValue use_default{CT_DEFAULT, 0, {0}};
        for (size_t i = 0; i < expected.size(); ++i) {
            stack.push_back(convert(i < static_cast<size_t>(argument_count) ? arguments[i] : use_default, expected[i]));
        }
        op->handle.callBoxed(stack);
        for (const auto &value : stack) append(value, results, capacity, *result_count);
    });
    if (status != 0) {
        for (int32_t i = 0; i < *result_count; ++i) {
            if (results[i].tag == CT_TENSOR) ct_tensor_free(results[i].payload.tensor);
        }
        *result_count = 0;
    }
    return status;
}
