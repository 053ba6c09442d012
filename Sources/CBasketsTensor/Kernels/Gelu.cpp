// SPDX-License-Identifier: Apache-2.0
//
// GELU in its exact form (Hendrycks and Gimpel 2016), as BERT's encoders have it.
#include "../Internal.h"
#include "VectorMath.h"

namespace baskets {
namespace {

BT_KERNEL void gelu(const float *x, float *y, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = 0.5f * x[i] * (1.0f + fast_erf(0.7071067812f * x[i]));
}

mx::array composed(const mx::array &x) {
    auto f = [&](double value) { return mx::array(value, x.dtype()); };
    auto bell = mx::add(f(1.0), mx::erf(mx::multiply(f(0.7071067811865476), x)));
    return mx::multiply(mx::multiply(f(0.5), x), bell);
}

}  // namespace
}  // namespace baskets

using namespace baskets;

int bt_gelu(bt_array **out, const bt_array *input) {
    return give(out, [&] {
        const auto &x = input->value;
        if (!use_fused(x)) return composed(x);
        auto work = [n = x.size()](const Pointers &in, const std::vector<void *> &o) {
            auto a = (const float *)in[0];
            auto y = (float *)o[0];
            parallel(n, 1 << 14, [=](size_t begin, size_t end) {
                gelu(a + begin, y + begin, end - begin);
            });
        };
        return fused("gelu", {x}, {x.shape()}, work)[0];
    });
}
