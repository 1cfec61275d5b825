#include "support.h"

namespace {

thread_local std::string error_operation;
thread_local std::string error_message;
thread_local void *thread_slot = nullptr;

}  // namespace

namespace ctorch {

void record_error(std::string operation, std::string message) noexcept {
    error_operation = std::move(operation);
    error_message = std::move(message);
}

}  // namespace ctorch

const char *ct_error_operation(void) { return error_operation.c_str(); }
const char *ct_error_message(void) { return error_message.c_str(); }
void *ct_thread_slot(void) { return thread_slot; }
void ct_set_thread_slot(void *value) { thread_slot = value; }
