#include "libtorch_symbol.h"

#include "../support.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace segue {

void *libtorch_symbol(const char *name) {
    static void *const library = [] {
        Dl_info info;
        const bool is_found = dladdr(reinterpret_cast<const void *>(&at::get_num_threads), &info) != 0;
        return is_found ? dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD) : nullptr;
    }();
    return library ? dlsym(library, name) : nullptr;
}

}  // namespace segue
