// Functions of libraries that libtorch brings along, without linking to them.

#pragma once

namespace segue {

/// The function of this name in the library that holds ATen or in those it depends on; null if there is none.
void *libtorch_symbol(const char *name);

/// The same, as a function pointer.
template <typename Function>
Function *libtorch_function(const char *name) {
    return reinterpret_cast<Function *>(libtorch_symbol(name));
}

}  // namespace segue
