// Elementwise mathematics that the compiler turns into vector instructions, and the means to have loops compiled for
// several generations of processors at once.

#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

/// Compiles a function for plain x86-64, AVX2 and AVX-512, and picks one when the program starts.
#if defined(__x86_64__) && defined(__linux__)
#define SEGUE_VECTORIZED __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define SEGUE_VECTORIZED
#endif

/// Promises that the iterations of the loop that follows do not touch one another's memory, so that no test at run time,
/// which may fail for rows that lie closely together, decides whether vector instructions are used.
#if defined(__clang__)
// The double variants call the C library's exponential and stay as they are.
#pragma clang diagnostic ignored "-Wpass-failed"
#define SEGUE_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define SEGUE_INDEPENDENT
#endif

#define SEGUE_INLINE inline __attribute__((always_inline))

namespace segue {

/// eˣ, within 2 units in the last place between −87 and 88, and what it is there beyond; NaN stays NaN.
///
/// x = n · ln 2 + r with |r| ≤ ln 2 / 2; e^r by its Taylor polynomial of degree 7, 2ⁿ by its bits.
SEGUE_INLINE float exponential(float x) {
    const float clamped = std::min(std::max(x, -87.0f), 88.0f);
    constexpr float shift = 12582912.0f;  // 1.5 · 2²³: adding it rounds to a whole number
    const float shifted = clamped * 1.44269504f + shift;
    const float n = shifted - shift;
    const float r = (clamped - n * 0.693145752f) - n * 1.42860677e-6f;
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    const int32_t exponent = (std::bit_cast<int32_t>(shifted) - std::bit_cast<int32_t>(shift) + 127) << 23;
    return p * std::bit_cast<float>(exponent);
}

SEGUE_INLINE double exponential(double x) { return std::exp(x); }

/// `log(1 + z)` for z in [0, 1]: `2 · artanh(z / (2 + z))` by its series, whose next term is under 10⁻⁸.
SEGUE_INLINE float log_one_plus(float z) {
    const float s = z / (2.0f + z), t = s * s;
    float p = 1.0f / 13;
    p = p * t + 1.0f / 11;
    p = p * t + 1.0f / 9;
    p = p * t + 1.0f / 7;
    p = p * t + 1.0f / 5;
    p = p * t + 1.0f / 3;
    p = p * t + 1.0f;
    return 2.0f * s * p;
}

SEGUE_INLINE double log_one_plus(double z) { return std::log1p(z); }

/// `log(1 + eˣ)`, for any x.
template <typename T>
SEGUE_INLINE T softplus(T x) {
    return (x > 0 ? x : T(0)) + log_one_plus(exponential(x > 0 ? -x : x));
}

template <typename T>
SEGUE_INLINE T sigmoid(T x) {
    return T(1) / (T(1) + exponential(-x));
}

template <typename T>
SEGUE_INLINE T hyperbolic_tangent(T x) {
    return T(2) / (T(1) + exponential(T(-2) * x)) - T(1);
}

}  // namespace segue
