// SPDX-License-Identifier: Apache-2.0
//
// The inner loops of attention: four queries at a time against a range of key columns, so that each
// key is loaded once for the four. Scores of a block lie as p[s][q], four floats to a key.
// Widths are whole vectors; narrower rows are padded with zeros by the caller.
#pragma once

#include "Lanes.h"

namespace baskets {
namespace {

constexpr int queries = 4;  // in a block
constexpr int columns_at_once = lanes / queries;

using HalfLanes = float __attribute__((vector_size(32)));
struct __attribute__((packed, may_alias)) AtHalfLanes {
    HalfLanes value;
};
#define BT_HALF_LANES(pointer) (((AtHalfLanes *)(pointer))->value)

/// From four vectors one with [sum a, sum b, sum c, sum d] in parts: four lanes of each.
BT_INLINE void fold(const Lanes *x, Lanes &out) {
    Lanes ab = __builtin_shufflevector(x[0], x[1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28,
                                       13, 29) +
               __builtin_shufflevector(x[0], x[1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14,
                                       30, 15, 31);
    Lanes cd = __builtin_shufflevector(x[2], x[3], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28,
                                       13, 29) +
               __builtin_shufflevector(x[2], x[3], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14,
                                       30, 15, 31);
    out = __builtin_shufflevector(ab, cd, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
          __builtin_shufflevector(ab, cd, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30,
                                  31);
}

/// p[s][q] = scale * (x[q] . rows[s]), for x [4, d] without gaps. Writes up to one key too many.
BT_KERNEL void dots(const float *x, const float *rows, size_t stride, float scale, float *p,
                    int count, int d) {
    for (int s = 0; s < count; s += 2) {
        const float *even = rows + size_t(s) * stride;
        const float *odd = s + 1 < count ? even + stride : even;
        Lanes sum[2][queries] = {};
        for (int i = 0; i < d; i += lanes) {
            const Lanes a = BT_LANES(even + i), b = BT_LANES(odd + i);
            for (int q = 0; q < queries; q++) {
                const Lanes y = BT_LANES(x + q * d + i);
                sum[0][q] += y * a;
                sum[1][q] += y * b;
            }
        }
        Lanes u, v;
        fold(sum[0], u);
        fold(sum[1], v);
        const Lanes w =
            __builtin_shufflevector(u, v, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
            __builtin_shufflevector(u, v, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30,
                                    31);
        const HalfLanes both = __builtin_shufflevector(w, w, 0, 1, 2, 3, 8, 9, 10, 11) +
                               __builtin_shufflevector(w, w, 4, 5, 6, 7, 12, 13, 14, 15);
        BT_HALF_LANES(p + queries * s) = both * scale;
    }
}

template <int N>
BT_INLINE void gather_part(const float *p, const float *rows, size_t stride, float *y, int count,
                           int d) {
    Lanes sum[queries][N] = {};
    for (int s = 0; s < count; s++) {
        for (int n = 0; n < N; n++) {
            const Lanes row = BT_LANES(rows + size_t(s) * stride + n * lanes);
            for (int q = 0; q < queries; q++) sum[q][n] += p[queries * s + q] * row;
        }
    }
    for (int q = 0; q < queries; q++) {
        for (int n = 0; n < N; n++) BT_LANES(y + q * d + n * lanes) = sum[q][n];
    }
}

/// y[q] = sum over s of p[s][q] * rows[s], for y [4, d] without gaps.
BT_KERNEL void gather(const float *p, const float *rows, size_t stride, float *y, int count,
                      int d) {
    int i = 0;
    for (; i + 2 * lanes <= d; i += 2 * lanes) gather_part<2>(p, rows + i, stride, y + i, count, d);
    if (i < d) gather_part<1>(p, rows + i, stride, y + i, count, d);
}

template <int N>
BT_INLINE void scatter_part(const float *p, const float *x, float *rows, int count, int d) {
    Lanes part[queries][N];
    for (int q = 0; q < queries; q++) {
        for (int n = 0; n < N; n++) part[q][n] = BT_LANES(x + q * d + n * lanes);
    }
    for (int s = 0; s < count; s++) {
        for (int n = 0; n < N; n++) {
            float *at = rows + size_t(s) * d + n * lanes;
            Lanes row = BT_LANES(at);
            for (int q = 0; q < queries; q++) row += p[queries * s + q] * part[q][n];
            BT_LANES(at) = row;
        }
    }
}

/// rows[s] += sum over q of p[s][q] * x[q], for x [4, d] and rows [count, d] without gaps.
BT_KERNEL void scatter(const float *p, const float *x, float *rows, int count, int d) {
    int i = 0;
    for (; i + 2 * lanes <= d; i += 2 * lanes) scatter_part<2>(p, x + i, rows + i, count, d);
    if (i < d) scatter_part<1>(p, x + i, rows + i, count, d);
}

/// A value per query in all of its lanes, which are four apart, from one value per lane.
template <typename Combine>
BT_INLINE void spread(Lanes &x, Combine combine) {
    for (int q = 0; q < queries; q++) {
        float all = x[q];
        for (int i = q + queries; i < lanes; i += queries) all = combine(all, x[i]);
        for (int i = q; i < lanes; i += queries) x[i] = all;
    }
}

BT_INLINE void spread_sum(Lanes &x) {
    spread(x, [](float a, float b) { return a + b; });
}

/// p = e^(p - the greatest of its query). Sizes here are vectors: four columns of four queries.
BT_KERNEL void exponentials(float *p, int vectors) {
    Lanes top = BT_LANES(p);
    for (int at = 1; at < vectors; at++) {
        const Lanes x = BT_LANES(p + lanes * at);
        top = x > top ? x : top;
    }
    spread(top, [](float a, float b) { return a > b ? a : b; });
    for (int at = 0; at < vectors; at++) {
        BT_LANES(p + lanes * at) -= top;
        for (int i = 0; i < lanes; i++) p[lanes * at + i] = fast_exp(p[lanes * at + i]);
    }
}

/// p = p / the sum of its query; 0 where that is 0.
BT_KERNEL void normalize(float *p, int vectors) {
    Lanes sum = {};
    for (int at = 0; at < vectors; at++) sum += BT_LANES(p + lanes * at);
    spread_sum(sum);
    for (int i = 0; i < lanes; i++) sum[i] = sum[i] == 0 ? 0 : 1 / sum[i];
    for (int at = 0; at < vectors; at++) BT_LANES(p + lanes * at) *= sum;
}

/// dp -> the gradient of the dot products: p * (dp - sum(p * dp)) * scale
BT_KERNEL void softmax_backward(const float *p, float *dp, float scale, int vectors) {
    Lanes sum = {};
    for (int at = 0; at < vectors; at++) sum += BT_LANES(p + lanes * at) * BT_LANES(dp + lanes * at);
    spread_sum(sum);
    for (int at = 0; at < vectors; at++) {
        const Lanes weight = BT_LANES(p + lanes * at), slope = BT_LANES(dp + lanes * at);
        BT_LANES(dp + lanes * at) = weight * (slope - sum) * scale;
    }
}

}  // namespace
}  // namespace baskets
