// SPDX-License-Identifier: Apache-2.0
//
// y = x w^T + bias + scale * (drop(x) a^T) b^T: a frozen matrix, packed, and a low-rank update beside
// it (Hu et al. 2021), as one operation with its gradient for x, a and b. M rows, K inputs, N outputs,
// R rank.
#include "DropoutRows.h"
#include "Products.h"

namespace baskets {
namespace {

struct Plan {
    size_t m, k, n, r;
    Panels panels;
    float scale, rate;
    std::vector<int32_t> ends;  // of the texts, for dropout

    bool drops() const { return rate > 0; }
};

// Places of the inputs; keys of dropout are last, and bias where there is one.
enum Input { X, A, B, W, rest };

/// x, with dropout where there is one.
class Dropped {
  public:
    Dropped(const Plan &plan, const float *x, const void *keys) : values_(x) {
        if (!plan.drops()) return;
        copy_.resize(plan.m * plan.k);
        drop_rows(x, (const uint32_t *)keys, plan.ends, plan.k, plan.rate, copy_.data());
        values_ = copy_.data();
    }
    const float *values() const { return values_; }

  private:
    const float *values_;
    std::vector<float> copy_;
};

void backward(const Plan &p, const Pointers &in, const std::vector<void *> &out) {
    auto x = (const float *)in[X], a = (const float *)in[A], b = (const float *)in[B];
    const Panels w = p.panels.at(in[W]);
    const void *keys = p.drops() ? in[rest] : nullptr;
    auto dy = (const float *)in.back();
    const auto v = thin_outputs(dy, p.m, p.n, b, p.r, p.scale);
    {
        const Dropped dropped(p, x, keys);
        const auto u = thin_inputs(dropped.values(), p.m, p.k, a, p.r, p.scale);
        inputs_gradient(v.data(), dropped.values(), p.m, p.k, p.r, (float *)out[A]);
        outputs_gradient(dy, u.data(), p.m, p.n, p.r, (float *)out[B]);
    }
    auto dx = (float *)out[X];
    if (!p.drops()) {
        backward_product(dy, p.m, p.n, w, p.n, v.data(), a, p.r, dx);
        return;
    }
    // The update saw x through the mask, and so does its gradient.
    std::vector<float> through(p.m * p.k);
    low_product(v.data(), p.m, a, p.r, p.k, through.data());
    drop_rows(through.data(), (const uint32_t *)keys, p.ends, p.k, p.rate, through.data());
    backward_product(dy, p.m, p.n, w, p.n, nullptr, nullptr, 0, dx);
    parallel(p.m * p.k, 1 << 14, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; i++) dx[i] += through[i];
    });
}

std::vector<mx::array> gradient(const Plan &p, const std::vector<mx::array> &x,
                                const mx::array &dy) {
    auto inputs = x;
    inputs.push_back(dy);
    auto work = [p](const Pointers &in, const std::vector<void *> &out) { backward(p, in, out); };
    return fused("packed linear gradient", inputs, {x[X].shape(), x[A].shape(), x[B].shape()},
                 work);
}

mx::array with_update(const Plan &p, std::vector<mx::array> inputs, bool biased) {
    auto work = [p, biased](const Pointers &in, const std::vector<void *> &out) {
        auto x = (const float *)in[X];
        const Dropped dropped(p, x, p.drops() ? in[rest] : nullptr);
        const auto u = thin_inputs(dropped.values(), p.m, p.k, (const float *)in[A], p.r, p.scale);
        forward_product(x, p.m, p.panels.at(in[W]), p.n,
                        biased ? (const float *)in.back() : nullptr, u.data(),
                        (const float *)in[B], p.r, (float *)out[0], p.n);
    };
    auto grad = [p](const auto &x, const auto &dy) { return gradient(p, x, dy[0]); };
    return fused("packed linear", std::move(inputs), {mx::Shape{int(p.m), int(p.n)}}, work,
                 grad)[0];
}

/// Without a low-rank update: inputs x, w and the bias.
mx::array frozen(const Plan &p, std::vector<mx::array> inputs, bool biased) {
    auto work = [p, biased](const Pointers &in, const std::vector<void *> &out) {
        forward_product((const float *)in[0], p.m, p.panels.at(in[1]), p.n,
                        biased ? (const float *)in[2] : nullptr, nullptr, nullptr, 0,
                        (float *)out[0], p.n);
    };
    auto grad = [p](const auto &x, const auto &dy) {
        auto back = [p](const Pointers &in, const std::vector<void *> &out) {
            backward_product((const float *)in[1], p.m, p.n, p.panels.at(in[0]), p.n, nullptr,
                             nullptr, 0, (float *)out[0]);
        };
        return fused("packed linear gradient", {x[1], dy[0]}, {x[0].shape()}, back);
    };
    return fused("packed linear", std::move(inputs), {mx::Shape{int(p.m), int(p.n)}}, work,
                 grad)[0];
}

/// The slow twin, from the library's own operations.
mx::array composed(const mx::array &x, const mx::array &w, int n, const bt_array *bias,
                   const bt_low_rank *low) {
    auto y = mx::matmul(x, mx::transpose(unpacked(w, n)));
    if (bias) y = mx::add(y, bias->value);
    if (!low) return y;
    auto input = low->rate > 0 ? dropped(x, low->keys->value,
                                         std::vector<int32_t>(low->ends, low->ends + low->texts),
                                         low->rate)
                               : x;
    auto u = mx::matmul(input, mx::transpose(low->a->value));
    return mx::addmm(y, u, mx::transpose(low->b->value), low->scale, 1.0f);
}

void require_fitting(const mx::array &x, const mx::array &w, int n, const bt_array *bias,
                     const bt_low_rank *low) {
    require_packed(w, n);
    const int k = int(panels(w).k);
    if (x.ndim() != 2 || x.shape(1) != k || n % 2 != 0 ||
        (bias && bias->value.shape() != mx::Shape{n})) {
        throw std::invalid_argument("packed linear takes x [M, K], a packed w of [N, K], bias [N]");
    }
    if (!low) return;
    const auto &a = low->a->value, &b = low->b->value;
    if (a.ndim() != 2 || b.ndim() != 2 || a.shape(1) != k || b.shape(0) != n ||
        a.shape(0) != b.shape(1)) {
        throw std::invalid_argument("packed linear takes a [R, K] and b [N, R]");
    }
    if (low->rate > 0) require_texts(x, low->keys->value, low->ends, low->texts, low->rate);
}

}  // namespace
}  // namespace baskets

using namespace baskets;

int bt_packed_linear(bt_array **out, const bt_array *input, const bt_array *packed, int n,
                     const bt_array *bias, const bt_low_rank *low) {
    return give(out, [&] {
        const auto &x = input->value, &w = packed->value;
        require_fitting(x, w, n, bias, low);
        if (!use_fused(x)) return composed(x, w, n, bias, low);
        Plan p{size_t(x.shape(0)), size_t(x.shape(1)), size_t(n), 0, panels(w), 1, 0, {}};
        if (!low) {
            std::vector<mx::array> inputs{x, w};
            if (bias) inputs.push_back(bias->value);
            return frozen(p, std::move(inputs), bias);
        }
        p.r = size_t(low->a->value.shape(0));
        p.scale = low->scale;
        p.rate = low->rate;
        std::vector<mx::array> inputs{x, low->a->value, low->b->value, w};
        if (p.drops()) {
            p.ends.assign(low->ends, low->ends + low->texts);
            inputs.push_back(low->keys->value);
        }
        if (bias) inputs.push_back(bias->value);
        return with_update(p, std::move(inputs), bias);
    });
}
