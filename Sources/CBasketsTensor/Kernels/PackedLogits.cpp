// SPDX-License-Identifier: Apache-2.0
//
// Log-probability of one target per row, straight from the rows before the head: logits exist for
// some rows at a time and are turned into their gradient where they stand, so that neither [M, V] is
// ever whole. M rows, K width, V vocabulary.
#include <algorithm>
#include <cmath>
#include <limits>

#include "Products.h"
#include "RowExponentials.h"

namespace baskets {
namespace {

constexpr size_t most_logits = 6u << 20;  // 25 MB

size_t rows_at_once(size_t v) { return std::clamp<size_t>(most_logits / v, 12, 192); }

/// logits [m, V'] -> y [m], and the gradient of each y with respect to its logits in their place.
void log_probabilities(float *logits, size_t m, size_t v, size_t stride, const int32_t *targets,
                       bool differentiated, float *y) {
    parallel_each(m, 1, [=](size_t row) {
        float *x = logits + row * stride;
        const int32_t target = targets[row];
        if (target < 0 || size_t(target) >= v) {  // no probability: not a number, not foreign memory
            y[row] = std::numeric_limits<float>::quiet_NaN();
            std::fill_n(x, stride, 0.0f);
            return;
        }
        const double total = log_sum_exp(x, v);
        y[row] = float(double(x[target]) - total);
        if (!differentiated) return;
        scaled_exp(x, float(total), -1.0f, x, v);
        x[target] += 1.0f;
        std::fill(x + v, x + stride, 0.0f);
    });
}

void work(const Pointers &in, const std::vector<void *> &out, size_t m, const Panels &panels,
          size_t v) {
    const bool differentiated = out.size() > 1;
    auto x = (const float *)in[0];
    const Panels w = panels.at(in[1]);
    const size_t k = w.k;
    auto targets = (const int32_t *)in[2];
    // Rows a multiple of pages apart would all want the same places of the cache.
    const size_t most = std::min(m, rows_at_once(v)), stride = padded_to_panels(v) + panel_width;
    std::vector<float> logits(most * stride);
    for (size_t row = 0; row < m; row += most) {
        const size_t rows = std::min(most, m - row);
        forward_product(x + row * k, rows, w, v, nullptr, nullptr, nullptr, 0, logits.data(),
                        stride);
        log_probabilities(logits.data(), rows, v, stride, targets + row, differentiated,
                          (float *)out[0] + row);
        if (!differentiated) continue;
        backward_product(logits.data(), rows, stride, w, v, nullptr, nullptr, 0,
                         (float *)out[1] + row * k);
    }
}

}  // namespace
}  // namespace baskets

using namespace baskets;

int bt_packed_log_probability(bt_array **out, const bt_array *input, const bt_array *packed, int v,
                              const bt_array *targets, bool differentiated) {
    return give(out, [&] {
        const auto &x = input->value, &w = packed->value, &t = targets->value;
        require_packed(w, v);
        if (x.ndim() != 2 || size_t(x.shape(1)) != panels(w).k || t.shape() != mx::Shape{x.shape(0)} ||
            t.dtype() != mx::int32) {
            throw std::invalid_argument(
                "log probability takes x [M, K], a packed head of [V, K], int32 targets [M]");
        }
        if (!use_fused(x)) {
            auto logits = mx::matmul(x, mx::transpose(unpacked(w, v)));
            auto chosen = mx::take_along_axis(logits, mx::expand_dims(t, 1), 1);
            return mx::subtract(mx::squeeze(chosen, 1), precise_log_sum_exp(logits, {1}, false));
        }
        const size_t m = size_t(x.shape(0));
        const Panels held = panels(w);
        auto body = [=](const Pointers &in, const std::vector<void *> &o) {
            work(in, o, m, held, size_t(v));
        };
        std::vector<mx::Shape> shapes{mx::Shape{x.shape(0)}};
        if (!differentiated) return fused("packed log probability", {x, w, t}, shapes, body)[0];
        shapes.push_back(x.shape());
        auto grad = [](const auto &, const auto &dy, const auto &y) {
            return std::vector<mx::array>{mx::multiply(mx::expand_dims(dy[0], 1), y[1])};
        };
        return fused_keeping("packed log probability", {x, w, t}, shapes, body, grad)[0];
    });
}
