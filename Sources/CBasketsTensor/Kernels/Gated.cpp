// SPDX-License-Identifier: Apache-2.0
//
// SwiGLU and GeGLU (Shazeer 2020): activation(gate) * up, with its gradient.
#include "../Internal.h"
#include "VectorMath.h"

namespace baskets {
namespace {

constexpr float root2pi = 0.7978845608f;  // sqrt(2 / pi), of the tanh form of GELU
constexpr float cubic = 0.044715f;

BT_KERNEL void silu_forward(const float *g, const float *u, float *y, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = g[i] * fast_sigmoid(g[i]) * u[i];
}

BT_KERNEL void silu_backward(const float *g, const float *u, const float *dy, float *dg, float *du,
                             size_t n) {
    for (size_t i = 0; i < n; i++) {
        const float s = fast_sigmoid(g[i]), silu = g[i] * s;
        dg[i] = dy[i] * u[i] * (s + silu * (1.0f - s));
        du[i] = dy[i] * silu;
    }
}

BT_KERNEL void gelu_forward(const float *g, const float *u, float *y, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const float x = g[i], t = fast_tanh(root2pi * (x + cubic * x * x * x));
        y[i] = 0.5f * x * (1.0f + t) * u[i];
    }
}

BT_KERNEL void gelu_backward(const float *g, const float *u, const float *dy, float *dg, float *du,
                             size_t n) {
    for (size_t i = 0; i < n; i++) {
        const float x = g[i], t = fast_tanh(root2pi * (x + cubic * x * x * x));
        const float slope = root2pi * (1.0f + 3.0f * cubic * x * x) * (1.0f - t * t);
        dg[i] = dy[i] * u[i] * 0.5f * (1.0f + t + x * slope);
        du[i] = dy[i] * 0.5f * x * (1.0f + t);
    }
}

constexpr size_t grain = 1 << 14;

mx::array composed(bt_activation activation, const mx::array &g, const mx::array &u) {
    if (activation == BT_SILU) return mx::multiply(mx::multiply(g, precise_sigmoid(g)), u);
    auto f = [&](float v) { return mx::array(v, g.dtype()); };
    auto cube = mx::multiply(mx::multiply(mx::square(g), g), f(cubic));
    auto t = mx::tanh(mx::multiply(f(root2pi), mx::add(g, cube)));
    return mx::multiply(mx::multiply(mx::multiply(f(0.5f), g), mx::add(f(1.0f), t)), u);
}

std::vector<mx::array> gradient(bt_activation activation, const std::vector<mx::array> &x,
                                const mx::array &dy) {
    auto work = [activation, n = x[0].size()](const Pointers &in, const std::vector<void *> &out) {
        auto g = (const float *)in[0], u = (const float *)in[1], d = (const float *)in[2];
        auto dg = (float *)out[0], du = (float *)out[1];
        auto body = activation == BT_SILU ? silu_backward : gelu_backward;
        parallel(n, grain, [=](size_t a, size_t b) {
            body(g + a, u + a, d + a, dg + a, du + a, b - a);
        });
    };
    return fused("gated gradient", {x[0], x[1], dy}, {x[0].shape(), x[0].shape()}, work);
}

}  // namespace
}  // namespace baskets

using namespace baskets;

int bt_gated(bt_array **out, bt_activation activation, const bt_array *gate, const bt_array *up) {
    return give(out, [&] {
        const auto &g = gate->value, &u = up->value;
        if (g.shape() != u.shape()) throw std::invalid_argument("gate and up differ in shape");
        if (!use_fused(g) || !use_fused(u)) return composed(activation, g, u);
        auto work = [activation, n = g.size()](const Pointers &in, const std::vector<void *> &o) {
            auto x = (const float *)in[0], v = (const float *)in[1];
            auto y = (float *)o[0];
            auto body = activation == BT_SILU ? silu_forward : gelu_forward;
            parallel(n, grain, [=](size_t a, size_t b) { body(x + a, v + a, y + a, b - a); });
        };
        auto grad = [activation](const auto &x, const auto &dy) {
            return gradient(activation, x, dy[0]);
        };
        return fused("gated", {g, u}, {g.shape()}, work, grad)[0];
    });
}
