// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

// A function compiled for several processors; the best one is chosen at start.
#if defined(__x86_64__) && defined(__linux__)
#define BT_KERNEL \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BT_KERNEL __attribute__((noinline))
#endif

// Sums may be taken in another order inside the function that says so: else no loop over a sum
// can be vectorized.
#define BT_REORDER _Pragma("clang fp reassociate(on) contract(fast)")

namespace baskets {

/// e^x to about 1e-7 relative (Cephes' expf: range reduction and a polynomial of degree 5), without
/// branches, so that loops over it are vectorized. Saturates at e^-87 and e^88.
static inline __attribute__((always_inline)) float fast_exp(float x) {
    x = x < -87.3f ? -87.3f : x;
    x = x > 88.3f ? 88.3f : x;
    // Adding 1.5 * 2^23 rounds to the nearest integer in the low bits of the mantissa.
    const float shifted = x * 1.44269504f + 12582912.0f;
    const float n = shifted - 12582912.0f;
    const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const int32_t exponent = (std::bit_cast<int32_t>(shifted) - 0x4b400000 + 127) << 23;
    return p * std::bit_cast<float>(exponent);
}

/// Without C's errno, which would keep loops over it scalar.
static inline __attribute__((always_inline)) float square_root(float x) {
    return __builtin_elementwise_sqrt(x);
}

static inline __attribute__((always_inline)) float fast_sigmoid(float x) {
    return 1.0f / (1.0f + fast_exp(-x));
}

/// erf to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26).
static inline __attribute__((always_inline)) float fast_erf(float x) {
    const float size = __builtin_fabsf(x), t = 1.0f / (1.0f + 0.3275911f * size);
    float p = 1.061405429f;
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    return __builtin_copysignf(1.0f - p * t * fast_exp(-size * size), x);
}

static inline __attribute__((always_inline)) float fast_tanh(float x) {
    return 1.0f - 2.0f / (fast_exp(2.0f * x) + 1.0f);
}

}  // namespace baskets
