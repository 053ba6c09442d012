// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>

#include "VectorMath.h"

namespace baskets {
namespace {

/// In lanes, since a greatest value is vectorized only where not-a-number need not be kept; here
/// it is: not by this comparison, but by the sum of exponentials after it.
BT_KERNEL float greatest(const float *x, size_t n) {
    constexpr size_t lanes = 64;
    float best[lanes];
    std::fill_n(best, lanes, x[0]);
    size_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        for (size_t lane = 0; lane < lanes; lane++) {
            best[lane] = x[i + lane] > best[lane] ? x[i + lane] : best[lane];
        }
    }
    for (; i < n; i++) best[0] = x[i] > best[0] ? x[i] : best[0];
    return *std::max_element(best, best + lanes);
}

BT_KERNEL float sum_exp(const float *x, float shift, size_t n) {
    BT_REORDER
    float sum = 0;
    for (size_t i = 0; i < n; i++) sum += fast_exp(x[i] - shift);
    return sum;
}

BT_KERNEL void scaled_exp(const float *x, float shift, float scale, float *y, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = fast_exp(x[i] - shift) * scale;
}

/// y = e^((x - top) * scale); the sum of all.
BT_KERNEL float weigh_part(const float *x, float top, float scale, float *y, size_t n) {
    BT_REORDER
    float sum = 0;
    for (size_t i = 0; i < n; i++) {
        y[i] = fast_exp((x[i] - top) * scale);
        sum += y[i];
    }
    return sum;
}

/// Sums of blocks are added in double: a vocabulary has 50 to 260 thousand terms.
double log_sum_exp(const float *x, size_t n) {
    const float top = greatest(x, n);
    double sum = 0;
    for (size_t i = 0; i < n; i += 4096) sum += sum_exp(x + i, top, std::min<size_t>(4096, n - i));
    return double(top) + std::log(sum);
}

}  // namespace
}  // namespace baskets
