// SPDX-License-Identifier: Apache-2.0
//
// Rotary position embedding (Su et al. 2021), the two halves of a head rotated against each other
// as in Hugging Face's Llama. B batch, T tokens, H heads, D width of a head.
#include "../Internal.h"
#include "VectorMath.h"

namespace baskets {
namespace {

/// One head: pairs (x[i], x[i + D/2]) turned by the table's angle; sign -1 turns them back.
BT_KERNEL void rotate(const float *x, const float *table, float sign, float *y, size_t half) {
    for (size_t i = 0; i < half; i++) {
        const float c = table[2 * i], s = sign * table[2 * i + 1];
        const float a = x[i], b = x[i + half];
        y[i] = a * c - b * s;
        y[i + half] = b * c + a * s;
    }
}

mx::array rope(const mx::array &x, const mx::array &table, float sign) {
    size_t places = size_t(x.shape(0)) * size_t(x.shape(1));
    size_t heads = size_t(x.shape(2)), half = size_t(x.shape(3)) / 2;
    auto work = [=](const Pointers &in, const std::vector<void *> &out) {
        auto a = (const float *)in[0], t = (const float *)in[1];
        auto y = (float *)out[0];
        parallel(places, 32, [=](size_t begin, size_t end) {
            for (size_t row = begin * heads; row < end * heads; row++) {
                rotate(a + row * 2 * half, t + row / heads * 2 * half, sign, y + row * 2 * half,
                       half);
            }
        });
    };
    auto grad = [sign](const auto &in, const auto &dy) {
        return std::vector<mx::array>{rope(dy[0], in[1], -sign)};
    };
    return fused("rope", {x, table}, {x.shape()}, work, grad)[0];
}

mx::array composed(const mx::array &x, const mx::array &table) {
    int b = x.shape(0), t = x.shape(1), half = x.shape(3) / 2;
    auto angles = mx::reshape(table, {b, t, 1, half, 2});
    auto part = [&](int i) {  // [B, T, 1, D / 2]
        return mx::squeeze(mx::slice(angles, {0, 0, 0, 0, i}, {b, t, 1, half, i + 1}), 4);
    };
    auto halves = mx::split(x, 2, 3);
    auto c = part(0), s = part(1);
    auto first = mx::subtract(mx::multiply(halves[0], c), mx::multiply(halves[1], s));
    auto second = mx::add(mx::multiply(halves[1], c), mx::multiply(halves[0], s));
    return mx::concatenate({first, second}, 3);
}

}  // namespace
}  // namespace baskets

int bt_rope(bt_array **out, const bt_array *x, const bt_array *table) {
    return baskets::give(out, [&] {
        if (x->value.ndim() != 4 || x->value.shape(3) % 2 != 0 ||
            table->value.size() * size_t(x->value.shape(2)) != x->value.size()) {
            throw std::invalid_argument("rope takes x [B, T, H, D] and a table [B, T, D / 2, 2]");
        }
        if (!baskets::use_fused(x->value) || !baskets::use_fused(table->value)) {
            return baskets::composed(x->value, table->value);
        }
        return baskets::rope(x->value, table->value, 1.0f);
    });
}
