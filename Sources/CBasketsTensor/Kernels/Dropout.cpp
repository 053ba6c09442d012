// SPDX-License-Identifier: Apache-2.0
//
// Dropout (Srivastava et al. 2014) whose mask is a function of the row's key and the place inside
// the row: the same rows get the same masks in whatever batch, and on whatever processor.
#include "../Internal.h"
#include "VectorMath.h"

namespace baskets {
namespace {

/// A 32-bit mix of good avalanche: two rounds of multiply and shift (as "lowbias32").
static inline __attribute__((always_inline)) uint32_t mix(uint32_t x) {
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    x ^= x >> 16;
    return x;
}

BT_KERNEL void drop(const float *x, uint32_t low, uint32_t high, uint32_t limit, float scale,
                    float *y, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const uint32_t draw = mix(mix(uint32_t(i) ^ low) ^ high);
        y[i] = draw >= limit ? x[i] * scale : 0.0f;
    }
}

// Keys are mixed before use: the masks of keys 1 and 2 would else be one mask with places exchanged.
constexpr uint32_t low_salt = 0x9e3779b9u, high_salt = 0x85ebca6bu;

uint32_t limit(float rate) { return uint32_t(double(rate) * 4294967296.0); }

mx::array dropout(const mx::array &x, const mx::array &keys, float rate) {
    size_t rows = size_t(x.shape(0)), n = x.size() / std::max<size_t>(rows, 1);
    auto work = [=](const Pointers &in, const std::vector<void *> &out) {
        auto a = (const float *)in[0];
        auto k = (const uint32_t *)in[1];
        auto y = (float *)out[0];
        parallel(rows, 1, [=](size_t begin, size_t end) {
            for (size_t row = begin; row < end; row++) {
                drop(a + row * n, mix(k[2 * row] + low_salt), mix(k[2 * row + 1] + high_salt),
                     limit(rate), 1.0f / (1.0f - rate), y + row * n, n);
            }
        });
    };
    auto grad = [rate](const auto &in, const auto &dy) {
        return std::vector<mx::array>{dropout(dy[0], in[1], rate)};
    };
    return fused("dropout", {x, keys}, {x.shape()}, work, grad)[0];
}

mx::array composed(const mx::array &x, const mx::array &keys, float rate) {
    auto u = [](uint32_t v) { return mx::array(v, mx::uint32); };
    auto twist = [&](const mx::array &v, uint32_t by) {
        return mx::bitwise_xor(v, mx::right_shift(v, u(by)));
    };
    auto mixed = [&](mx::array v) {
        v = mx::multiply(twist(v, 16), u(0x7feb352du));
        return twist(mx::multiply(twist(v, 15), u(0x846ca68bu)), 16);
    };
    int rows = x.shape(0), n = int(x.size() / size_t(rows));
    auto places = mx::reshape(mx::arange(0, n, mx::uint32), {1, n});
    auto parts = mx::split(keys, 2, 1);  // low and high [B, 1]
    auto low = mixed(mx::add(parts[0], u(low_salt))), high = mixed(mx::add(parts[1], u(high_salt)));
    auto draw = mixed(mx::bitwise_xor(mixed(mx::bitwise_xor(places, low)), high));
    auto kept = mx::astype(mx::greater_equal(draw, u(limit(rate))), x.dtype());
    auto scale = mx::multiply(kept, mx::array(1.0f / (1.0f - rate), x.dtype()));
    return mx::multiply(x, mx::reshape(scale, x.shape()));
}

}  // namespace
}  // namespace baskets

int bt_dropout(bt_array **out, const bt_array *x, const bt_array *keys, float rate) {
    return baskets::give(out, [&] {
        const auto &k = keys->value;
        if (!(rate >= 0 && rate < 1) || k.dtype() != mx::uint32 || x->value.ndim() == 0 ||
            k.shape() != mx::Shape{x->value.shape(0), 2}) {
            throw std::invalid_argument(
                "dropout takes x [B, ...], uint32 keys [B, 2], a rate in [0, 1)");
        }
        if (x->value.size() == 0) return x->value;
        if (!baskets::use_fused(x->value)) {
            return baskets::composed(x->value, k, rate);
        }
        return baskets::dropout(x->value, k, rate);
    });
}
