#include "threads.h"

#include "../support.h"

#include <ATen/Parallel.h>

#include "libtorch_symbol.h"

// ATen's parallel_for is a template that uses OpenMP only if the including file is compiled for it, which a Swift package
// cannot ask for. So the team is formed the way GCC's compiled code forms it, by a call of libgomp: the threads are the
// same that ATen and its BLAS use, already warm, and the BLAS knows that it is inside a parallel region.

namespace {

struct Team {
    void (*body)(void *, int64_t, int64_t);
    void *context;
    int64_t count;
};

using RunParallel = void(void (*)(void *), void *, unsigned, unsigned);
using Count = int();

RunParallel *run_parallel() {
    static const auto found = segue::libtorch_function<RunParallel>("GOMP_parallel");
    return found;
}

Count *thread_number() {
    static const auto found = segue::libtorch_function<Count>("omp_get_thread_num");
    return found;
}

Count *team_size() {
    static const auto found = segue::libtorch_function<Count>("omp_get_num_threads");
    return found;
}

void enter(void *opaque) {
    const auto &team = *static_cast<const Team *>(opaque);
    const int64_t number = thread_number()(), size = team_size()();
    const int64_t first = team.count * number / size, last = team.count * (number + 1) / size;
    if (first < last) team.body(team.context, first, last);
}

}  // namespace

namespace segue {

void Meeting::arrive(int64_t count) {
    constexpr int spins = 20'000;
    const uint32_t now = round.load(std::memory_order_acquire);
    if (arrived.fetch_add(count, std::memory_order_acq_rel) + count == pieces) {
        arrived.store(0, std::memory_order_relaxed);
        round.store(now + 1, std::memory_order_release);
        round.notify_all();
        return;
    }
    for (int spin = 0; spin < spins; ++spin) {
        if (round.load(std::memory_order_acquire) != now) return;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    while (round.load(std::memory_order_acquire) == now) round.wait(now, std::memory_order_acquire);
}

void run_team(int64_t count, void (*body)(void *context, int64_t first, int64_t last), void *context) {
    if (count <= 0) return;
    const int64_t size = std::min<int64_t>(count, at::get_num_threads());
    const bool is_possible = run_parallel() && thread_number() && team_size();
    if (size < 2 || at::in_parallel_region() || !is_possible) return body(context, 0, count);
    Team team{body, context, count};
    run_parallel()(&enter, &team, static_cast<unsigned>(size), 0);
}

}  // namespace segue
