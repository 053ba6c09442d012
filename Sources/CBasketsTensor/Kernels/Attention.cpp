// SPDX-License-Identifier: Apache-2.0
//
// Attention with grouped key heads (Ainslie et al. 2023): the checks, and the twin from plain
// operations. B batch, T queries, S key columns, H heads, K key heads, D width of a head.
#include <algorithm>

#include "AttentionPlan.h"

namespace baskets {
namespace {

using Plan = AttentionPlan;

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

/// True where each row's keys are known to begin with the first column.
bool begin_at_zero(const mx::array &start) {
    if (!start.is_available() || !start.flags().row_contiguous) return false;
    const int32_t *first = start.data<int32_t>();
    return std::all_of(first, first + start.size(), [](int32_t place) { return place == 0; });
}

/// q [B, T, H, D], k and v [B, S, K, D].
mx::array composed(Plan plan, const mx::array &q, mx::array k, mx::array v, const mx::array &start,
                   const mx::array &end) {
    auto heads_first = [](const mx::array &x) { return mx::transpose(x, {0, 2, 1, 3}); };
    if (plan.causal) {  // what stands behind the last query is seen by none
        plan.S = plan.offset + plan.T;
        auto seen = [&](const mx::array &x) {
            return mx::slice(x, {0, 0, 0, 0}, {plan.B, plan.S, plan.K, plan.D});
        };
        k = seen(k), v = seen(v);
    }
    if (bt_has_gpu() && plan.causal && plan.window == 0 && begin_at_zero(start)) {
        return heads_first(mx::fast::scaled_dot_product_attention(
            heads_first(q), heads_first(k), heads_first(v), plan.scale,
            plan.T > 1 ? "causal" : ""));
    }
    auto mask = allowed(plan, start, end);
    auto attend = bt_has_gpu() ? of_the_library : plainly;
    auto y = attend(plan, heads_first(q), heads_first(k), heads_first(v), mask);
    // A query without keys has a softmax of nothing: zeros, as in the fused kernel.
    auto any = mx::any(mask, 3, true);
    return heads_first(mx::where(any, y, mx::array(0.0f, y.dtype())));
}

/// Texts one behind the other, q [N, H, D], k and v [S, K, D]: neighbours of equal sizes are one batch.
mx::array composed(const std::vector<AttentionText> &texts, const mx::array &q, const mx::array &k,
                   const mx::array &v) {
    std::vector<mx::array> parts;
    for (size_t i = 0, n = 1; i < texts.size(); i += n) {
        Plan plan = texts[i].plan;
        auto is_like = [&](const AttentionText &text) {
            return text.plan.T == plan.T && text.plan.S == plan.S;
        };
        for (n = 1; i + n < texts.size() && is_like(texts[i + n]);) n++;
        if (plan.T == 0) continue;
        plan.B = int(n);
        auto batch = [&](const mx::array &x, size_t first, int length) {
            const int heads = x.shape(1), rows = plan.B * length;
            auto part = mx::slice(x, {int(first), 0, 0}, {int(first) + rows, heads, plan.D});
            return mx::reshape(part, {plan.B, length, heads, plan.D});
        };
        auto keys = batch(k, texts[i].key, plan.S), values = batch(v, texts[i].key, plan.S);
        auto bound = [&](int place) {
            std::vector<int32_t> all(n, place);
            return mx::array(all.data(), {plan.B}, mx::int32);
        };
        auto y = composed(plan, batch(q, texts[i].query, plan.T), keys, values, bound(0),
                          bound(plan.S));
        parts.push_back(mx::reshape(y, {plan.B * plan.T, plan.H, plan.D}));
    }
    return parts.empty() ? q : mx::concatenate(parts, 0);
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
        return fused_attention(plan, {q, k, v, start->value, end->value});
    });
}

int bt_attention_of_texts(bt_array **out, const bt_array *queries, const bt_array *keys,
                          const bt_array *values, const int32_t *query_ends,
                          const int32_t *key_ends, int texts, float scale, int window,
                          bool causal) {
    return give(out, [&] {
        auto batch = [](const bt_array *x) { return mx::expand_dims(x->value, 0); };
        const auto q = batch(queries), k = batch(keys), v = batch(values);
        require_fitting(q, k, v);
        std::vector<AttentionText> parts;
        int query = 0, key = 0;
        for (int i = 0; i < texts; i++) {
            const int T = query_ends[i] - query, S = key_ends[i] - key;
            if (T < 0 || S < T) throw std::invalid_argument("attention: a text has fewer keys than queries");
            const Plan plan{1, T, S, q.shape(2), k.shape(2), q.shape(3), scale, S - T, window, causal};
            parts.push_back({plan, size_t(query), size_t(key)});
            query = query_ends[i];
            key = key_ends[i];
        }
        if (texts < 1 || query != q.shape(1) || key != k.shape(1)) {
            throw std::invalid_argument("attention: the texts do not end where queries and keys do");
        }
        if (use_fused(q) && use_fused(k) && use_fused(v)) {
            return fused_attention(parts, {queries->value, keys->value, values->value});
        }
        return composed(parts, queries->value, keys->value, values->value);
    });
}
