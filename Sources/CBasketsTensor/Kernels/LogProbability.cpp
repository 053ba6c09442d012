// SPDX-License-Identifier: Apache-2.0
//
// Log-probability of one target per row of logits [M, V], and its gradient: the cross entropy of
// language models with the sign turned.
#include <limits>

#include "../Internal.h"
#include "RowExponentials.h"

namespace baskets {
namespace {

/// A target outside the vocabulary has no probability: not a number, not foreign memory.
bool inside(int32_t target, size_t v) { return target >= 0 && size_t(target) < v; }

mx::array gradient(const mx::array &logits, const mx::array &targets, const mx::array &dy) {
    size_t rows = size_t(logits.shape(0)), v = size_t(logits.shape(1));
    auto work = [=](const Pointers &in, const std::vector<void *> &out) {
        auto x = (const float *)in[0], d = (const float *)in[2];
        auto target = (const int32_t *)in[1];
        auto o = (float *)out[0];
        parallel(rows, 1, [=](size_t begin, size_t end) {
            for (size_t row = begin; row < end; row++) {
                const float total = float(log_sum_exp(x + row * v, v));
                scaled_exp(x + row * v, total, -d[row], o + row * v, v);
                if (inside(target[row], v)) o[row * v + size_t(target[row])] += d[row];
            }
        });
    };
    return fused("log probability gradient", {logits, targets, dy}, {logits.shape()}, work)[0];
}

mx::array composed(const mx::array &logits, const mx::array &targets) {
    auto chosen = mx::take_along_axis(logits, mx::expand_dims(targets, 1), 1);
    return mx::subtract(mx::squeeze(chosen, 1), precise_log_sum_exp(logits, {1}, false));
}

}  // namespace
}  // namespace baskets

using namespace baskets;

int bt_log_probability(bt_array **out, const bt_array *logits, const bt_array *targets) {
    return give(out, [&] {
        const auto &x = logits->value, &t = targets->value;
        if (x.ndim() != 2 || t.ndim() != 1 || t.shape(0) != x.shape(0) || x.shape(1) == 0 ||
            t.dtype() != mx::int32) {
            throw std::invalid_argument("log probability takes logits [M, V], int32 targets [M]");
        }
        if (!use_fused(x)) return composed(x, t);
        size_t rows = size_t(x.shape(0)), v = size_t(x.shape(1));
        auto work = [=](const Pointers &in, const std::vector<void *> &o) {
            auto a = (const float *)in[0];
            auto target = (const int32_t *)in[1];
            auto y = (float *)o[0];
            parallel(rows, 1, [=](size_t begin, size_t end) {
                for (size_t row = begin; row < end; row++) {
                    const float *r = a + row * v;
                    y[row] = inside(target[row], v)
                                 ? float(double(r[target[row]]) - log_sum_exp(r, v))
                                 : std::numeric_limits<float>::quiet_NaN();
                }
            });
        };
        auto grad = [](const auto &in, const auto &dy) {
            return std::vector<mx::array>{gradient(in[0], in[1], dy[0])};
        };
        return fused("log probability", {x, t}, {mx::Shape{x.shape(0)}}, work, grad)[0];
    });
}
