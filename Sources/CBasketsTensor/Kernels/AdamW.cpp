// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "../Internal.h"
#include "VectorMath.h"

namespace baskets {
namespace {

struct Step {
    float scale, rate, beta1, beta2, epsilon, decay, correction1, correction2;
};

/// In the order of torch.optim.AdamW: decay, moments, corrected step.
BT_KERNEL void adamw(const float *p, const float *g, const float *m, const float *v, float *p2,
                     float *m2, float *v2, const Step s, size_t n) {
    const float kept = 1.0f - s.rate * s.decay, size = s.rate / s.correction1;
    const float root = 1.0f / square_root(s.correction2);
    for (size_t i = 0; i < n; i++) {
        const float gradient = g[i] * s.scale;
        const float first = s.beta1 * m[i] + (1.0f - s.beta1) * gradient;
        const float second = s.beta2 * v[i] + (1.0f - s.beta2) * gradient * gradient;
        m2[i] = first;
        v2[i] = second;
        p2[i] = p[i] * kept - size * first / (square_root(second) * root + s.epsilon);
    }
}

std::vector<mx::array> composed(const std::vector<mx::array> &x, const Step s) {
    auto f = [](float value) { return mx::array(value); };
    auto gradient = mx::multiply(x[1], f(s.scale));
    auto blend = [&](const mx::array &a, const mx::array &b, float beta) {
        return mx::add(mx::multiply(f(beta), a), mx::multiply(f(1.0f - beta), b));
    };
    auto first = blend(x[2], gradient, s.beta1);
    auto second = blend(x[3], mx::square(gradient), s.beta2);
    auto root = mx::divide(mx::sqrt(second), f(std::sqrt(s.correction2)));
    auto change = mx::divide(mx::multiply(f(s.rate / s.correction1), first),
                             mx::add(root, f(s.epsilon)));
    auto kept = mx::multiply(x[0], f(1.0f - s.rate * s.decay));
    return {mx::subtract(kept, change), first, second};
}

}  // namespace
}  // namespace baskets

using namespace baskets;

int bt_adamw(bt_array **out, const bt_array *parameter, const bt_array *gradient,
             const bt_array *first, const bt_array *second, float gradientScale, float rate,
             float beta1, float beta2, float epsilon, float weightDecay, int step) {
    return guarded([&] {
        Step s{gradientScale, rate, beta1, beta2, epsilon, weightDecay,
               float(1.0 - std::pow(double(beta1), step)),
               float(1.0 - std::pow(double(beta2), step))};
        std::vector<mx::array> inputs{parameter->value, gradient->value, first->value,
                                      second->value};
        bool fusable = true;
        for (const auto &input : inputs) {
            if (input.shape() != inputs[0].shape()) {
                throw std::invalid_argument("parameter, gradient and moments differ in shape");
            }
            fusable = fusable && use_fused(input);
        }
        std::vector<mx::array> results;
        if (fusable) {
            auto work = [s, n = inputs[0].size()](const Pointers &in,
                                                  const std::vector<void *> &o) {
                auto x = [&](int i, size_t at) { return (const float *)in[i] + at; };
                auto y = [&](int i, size_t at) { return (float *)o[i] + at; };
                parallel(n, 1 << 15, [&](size_t a, size_t b) {
                    adamw(x(0, a), x(1, a), x(2, a), x(3, a), y(0, a), y(1, a), y(2, a), s, b - a);
                });
            };
            auto shape = inputs[0].shape();
            results = fused("adamw", inputs, {shape, shape, shape}, work);
        } else {
            results = composed(inputs, s);
        }
        for (int i = 0; i < 3; i++) out[i] = new bt_array{results[i]};
    });
}
