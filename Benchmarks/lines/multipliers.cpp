// Prints how many billion operations of single precision a second the processor's multipliers do, on so many threads, when
// nothing has to be read: the limit of every product.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#ifdef __AVX512F__
constexpr int lanes = 16;
#elif defined(__AVX2__)
constexpr int lanes = 8;
#else
constexpr int lanes = 4;
#endif
#ifdef __aarch64__
#define VECTOR_REGISTER "w"
#else
#define VECTOR_REGISTER "x"
#endif

using Line = float __attribute__((vector_size(sizeof(float) * lanes)));

// As many chains as it takes to hide what one multiplication waits for the one before it.
constexpr int chains = 12;
constexpr long rounds = 50'000'000;

void multiply() {
    const Line a = Line{} + 0.5f, b = Line{} + 0.25f;
    Line sums[chains] = {};
    for (long round = 0; round < rounds; ++round) {
#pragma clang loop unroll(full)
        for (int i = 0; i < chains; ++i) {
            sums[i] = sums[i] * a + b;
            asm volatile("" : "+" VECTOR_REGISTER(sums[i]));
        }
    }
}

int main(int count, char **arguments) {
    const int threads = count > 1 ? std::atoi(arguments[1]) : 1;
    double best = 0;
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto start = std::chrono::steady_clock::now();
        std::vector<std::thread> team;
        for (int i = 0; i < threads; ++i) team.emplace_back(multiply);
        for (auto &member : team) member.join();
        const double taken = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        best = std::max(best, 2.0 * threads * chains * lanes * rounds / taken / 1e9);
    }
    std::printf("%.1f\n", best);
}
