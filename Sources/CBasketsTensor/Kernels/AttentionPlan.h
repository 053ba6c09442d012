// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include "../Internal.h"

namespace baskets {

/// B batch, T queries, S key columns, H heads, K key heads, D width of a head.
struct AttentionPlan {
    int B, T, S, H, K, D;
    float scale;
    int offset, window;
    bool causal;

    int group() const { return H / K; }

    /// Key columns of query t in a row whose keys are start ..< end; never outside 0 ..< S.
    std::pair<int, int> columns(int t, int start, int end) const {
        int own = offset + t;
        int first = std::max(0, window > 0 ? std::max(start, own - window + 1) : start);
        int last = std::min(S, causal ? std::min(end, own + 1) : end);
        return {first, std::max(first, last)};
    }
    size_t query(int b, int t, int h) const { return ((size_t(b) * T + t) * H + h) * D; }
    size_t key(int b, int s, int k) const { return ((size_t(b) * S + s) * K + k) * D; }
    /// From a column to the next, in floats.
    size_t stride() const { return size_t(K) * D; }
};

/// Inputs q, k, v, start, end.
mx::array fused_attention(const AttentionPlan &plan, const std::vector<mx::array> &inputs);

/// One of several texts that lie one behind the other, without gaps: its first query and key.
struct AttentionText {
    AttentionPlan plan;
    size_t query, key;
};

/// Inputs q [N, H, D], k and v [S, K, D].
mx::array fused_attention(const std::vector<AttentionText> &texts,
                          const std::vector<mx::array> &inputs);

}  // namespace baskets
