// SPDX-License-Identifier: Apache-2.0
//
// Attention with grouped key heads (Ainslie et al. 2023), row by row without the T x S matrix, with
// its gradient. B batch, T queries, S key columns, H heads, K key heads, D width of a head.
#include <algorithm>
#include <cmath>

#include "../Internal.h"
#include "VectorMath.h"

namespace baskets {
namespace {

struct Plan {
    int B, T, S, H, K, D;
    float scale;
    int offset, window;
    bool causal;

    /// Key columns of query t in a row whose keys are start ..< end; never outside 0 ..< S.
    std::pair<int, int> columns(int t, int start, int end) const {
        int own = offset + t;
        int first = std::max(0, window > 0 ? std::max(start, own - window + 1) : start);
        int last = std::min(S, causal ? std::min(end, own + 1) : end);
        return {first, std::max(first, last)};
    }
    size_t query(int b, int t, int h) const { return ((size_t(b) * T + t) * H + h) * D; }
    size_t key(int b, int s, int k) const { return ((size_t(b) * S + s) * K + k) * D; }
};

BT_KERNEL float scores(const float *q, const float *k, size_t stride, float scale, float *p,
                       int count, int d) {
    BT_REORDER
    float top = -INFINITY;
    for (int s = 0; s < count; s++) {
        const float *row = k + size_t(s) * stride;
        float sum = 0;
        for (int i = 0; i < d; i++) sum += q[i] * row[i];
        p[s] = sum * scale;
        top = p[s] > top ? p[s] : top;
    }
    return top;
}

BT_KERNEL void normalize(float *p, float top, int count) {
    BT_REORDER
    float sum = 0;
    for (int s = 0; s < count; s++) {
        p[s] = fast_exp(p[s] - top);
        sum += p[s];
    }
    const float inverse = 1.0f / sum;
    for (int s = 0; s < count; s++) p[s] *= inverse;
}

/// y += sum over s of p[s] * rows[s]
BT_KERNEL void gather(const float *p, const float *rows, size_t stride, float *y, int count,
                      int d) {
    for (int s = 0; s < count; s++) {
        const float *row = rows + size_t(s) * stride;
        for (int i = 0; i < d; i++) y[i] += p[s] * row[i];
    }
}

/// rows[s] += p[s] * x
BT_KERNEL void scatter(const float *p, const float *x, float *rows, size_t stride, int count,
                       int d) {
    for (int s = 0; s < count; s++) {
        float *row = rows + size_t(s) * stride;
        for (int i = 0; i < d; i++) row[i] += p[s] * x[i];
    }
}

/// dp -> the gradient of the scores: p * (dp - sum(p * dp)) * scale
BT_KERNEL void softmax_backward(const float *p, float *dp, float scale, int count) {
    BT_REORDER
    float sum = 0;
    for (int s = 0; s < count; s++) sum += p[s] * dp[s];
    for (int s = 0; s < count; s++) dp[s] = p[s] * (dp[s] - sum) * scale;
}

void forward(const Plan &plan, const Pointers &in, float *out, int b, int head) {
    const int group = plan.H / plan.K, kh = head / group;
    auto q = (const float *)in[0], k = (const float *)in[1], v = (const float *)in[2];
    const int start = ((const int32_t *)in[3])[b], end = ((const int32_t *)in[4])[b];
    const size_t stride = size_t(plan.K) * plan.D;
    std::vector<float> p(size_t(plan.S));
    for (int t = 0; t < plan.T; t++) {
        auto [first, last] = plan.columns(t, start, end);
        float *y = out + plan.query(b, t, head);
        std::fill(y, y + plan.D, 0.0f);
        const int count = last - first;
        if (count <= 0) continue;
        const float *keys = k + plan.key(b, first, kh);
        float top = scores(q + plan.query(b, t, head), keys, stride, plan.scale, p.data(), count,
                           plan.D);
        normalize(p.data(), top, count);
        gather(p.data(), v + plan.key(b, first, kh), stride, y, count, plan.D);
    }
}

/// All heads of one key head, so that no two threads write the same gradient of keys.
void backward(const Plan &plan, const Pointers &in, const std::vector<void *> &out, int b, int kh) {
    const int group = plan.H / plan.K;
    auto q = (const float *)in[0], k = (const float *)in[1], v = (const float *)in[2];
    const int start = ((const int32_t *)in[3])[b], end = ((const int32_t *)in[4])[b];
    auto dy = (const float *)in[5];
    auto dq = (float *)out[0], dk = (float *)out[1], dv = (float *)out[2];
    const size_t stride = size_t(plan.K) * plan.D;
    for (int s = 0; s < plan.S; s++) {
        std::fill_n(dk + plan.key(b, s, kh), plan.D, 0.0f);
        std::fill_n(dv + plan.key(b, s, kh), plan.D, 0.0f);
    }
    std::vector<float> p(size_t(plan.S)), dp(size_t(plan.S));
    for (int head = kh * group; head < (kh + 1) * group; head++) {
        for (int t = 0; t < plan.T; t++) {
            auto [first, last] = plan.columns(t, start, end);
            const size_t at = plan.query(b, t, head);
            std::fill_n(dq + at, plan.D, 0.0f);
            const int count = last - first;
            if (count <= 0) continue;
            const size_t keys = plan.key(b, first, kh);
            float top = scores(q + at, k + keys, stride, plan.scale, p.data(), count, plan.D);
            normalize(p.data(), top, count);
            scores(dy + at, v + keys, stride, 1.0f, dp.data(), count, plan.D);
            scatter(p.data(), dy + at, dv + keys, stride, count, plan.D);
            softmax_backward(p.data(), dp.data(), plan.scale, count);
            gather(dp.data(), k + keys, stride, dq + at, count, plan.D);
            scatter(dp.data(), q + at, dk + keys, stride, count, plan.D);
        }
    }
}

std::vector<mx::array> gradient(const Plan &plan, const std::vector<mx::array> &x,
                                const mx::array &dy) {
    auto work = [plan](const Pointers &in, const std::vector<void *> &out) {
        parallel(size_t(plan.B) * plan.K, 1, [&](size_t begin, size_t end) {
            for (size_t i = begin; i < end; i++) {
                backward(plan, in, out, int(i) / plan.K, int(i) % plan.K);
            }
        });
    };
    return fused("attention gradient", {x[0], x[1], x[2], x[3], x[4], dy},
                 {x[0].shape(), x[1].shape(), x[2].shape()}, work);
}

/// The allowed keys as a mask [B, 1, T, S].
mx::array allowed(const Plan &plan, const mx::array &start, const mx::array &end) {
    auto column = mx::reshape(mx::arange(plan.S), {1, 1, 1, plan.S});
    auto own = mx::reshape(mx::arange(plan.offset, plan.offset + plan.T), {1, 1, plan.T, 1});
    auto first = mx::reshape(start, {plan.B, 1, 1, 1}), last = mx::reshape(end, {plan.B, 1, 1, 1});
    auto mask = mx::logical_and(mx::greater_equal(column, first), mx::less(column, last));
    if (plan.causal) mask = mx::logical_and(mask, mx::less_equal(column, own));
    if (plan.window > 0) {
        auto oldest = mx::subtract(own, mx::array(plan.window - 1));
        mask = mx::logical_and(mask, mx::greater_equal(column, oldest));
    }
    return mx::broadcast_to(mask, {plan.B, 1, plan.T, plan.S});
}

mx::array of_the_library(const Plan &plan, const mx::array &q, const mx::array &k,
                         const mx::array &v, const mx::array &mask) {
    return mx::fast::scaled_dot_product_attention(q, k, v, plan.scale, "", mask);
}

/// q [B, H, T, D], k and v [B, K, S, D], in the precision of their type.
mx::array plainly(const Plan &plan, const mx::array &q, const mx::array &k, const mx::array &v,
                  const mx::array &mask) {
    auto grouped = mx::reshape(q, {plan.B, plan.K, plan.H / plan.K, plan.T, plan.D});
    auto keys = mx::expand_dims(k, 2), values = mx::expand_dims(v, 2);  // [B, K, 1, S, D]
    auto scores = mx::multiply(mx::matmul(grouped, mx::swapaxes(keys, 3, 4)),
                               mx::array(plan.scale, q.dtype()));
    auto hidden = mx::array(-1e30, q.dtype());
    auto p = precise_softmax(mx::where(mx::expand_dims(mask, 1), scores, hidden), {4});
    return mx::reshape(mx::matmul(p, values), {plan.B, plan.H, plan.T, plan.D});
}

mx::array composed(const Plan &plan, const mx::array &q, const mx::array &k, const mx::array &v,
                   const mx::array &start, const mx::array &end) {
    auto heads_first = [](const mx::array &x) { return mx::transpose(x, {0, 2, 1, 3}); };
    auto mask = allowed(plan, start, end);
    auto attend = bt_has_gpu() ? of_the_library : plainly;
    auto y = attend(plan, heads_first(q), heads_first(k), heads_first(v), mask);
    // A query without keys has a softmax of nothing: zeros, as in the fused kernel.
    auto any = mx::any(mask, 3, true);
    return heads_first(mx::where(any, y, mx::array(0.0f, y.dtype())));
}

void require_fitting(const mx::array &q, const mx::array &k, const mx::array &v) {
    if (q.ndim() != 4 || k.ndim() != 4 || k.shape() != v.shape() || q.shape(3) != k.shape(3) ||
        q.shape(0) != k.shape(0) || k.shape(2) == 0 || q.shape(2) % k.shape(2) != 0) {
        throw std::invalid_argument(
            "attention takes q [B, T, H, D], k and v [B, S, K, D], H a multiple of K");
    }
}

void require_span(int rows, const mx::array &start, const mx::array &end) {
    for (const auto &bound : {start, end}) {
        if (bound.dtype() != mx::int32 || bound.shape() != mx::Shape{rows}) {
            throw std::invalid_argument("attention takes the span's start and end as int32 [B]");
        }
    }
}

}  // namespace
}  // namespace baskets

using namespace baskets;

int bt_attention(bt_array **out, const bt_array *queries, const bt_array *keys,
                 const bt_array *values, const bt_array *start, const bt_array *end, float scale,
                 int offset, int window, bool causal) {
    return give(out, [&] {
        const auto &q = queries->value, &k = keys->value, &v = values->value;
        require_fitting(q, k, v);
        require_span(q.shape(0), start->value, end->value);
        if (causal && offset + q.shape(1) > k.shape(1)) {
            throw std::invalid_argument("attention: the last query stands behind the last key");
        }
        Plan plan{q.shape(0), q.shape(1), k.shape(1), q.shape(2), k.shape(2), q.shape(3),
                  scale,      offset,     window,     causal};
        if (!use_fused(q) || !use_fused(k) || !use_fused(v)) {
            return composed(plan, q, k, v, start->value, end->value);
        }
        auto work = [plan](const Pointers &in, const std::vector<void *> &o) {
            parallel(size_t(plan.B) * plan.H, 1, [&](size_t begin, size_t last) {
                for (size_t i = begin; i < last; i++) {
                    forward(plan, in, (float *)o[0], int(i) / plan.H, int(i) % plan.H);
                }
            });
        };
        auto grad = [plan](const auto &x, const auto &dy) { return gradient(plan, x, dy[0]); };
        return fused("attention", {q, k, v, start->value, end->value}, {q.shape()}, work, grad)[0];
    });
}
