// SPDX-License-Identifier: Apache-2.0
//
// Attention without the T x S matrix, and its gradient, which computes the weights again. The heads
// that share a key head are taken together: their queries, in the order of their places, form rows
// of which four at a time make a block.
#include "AttentionBlock.h"
#include "AttentionPlan.h"

namespace baskets {
namespace {

int padded(int d) { return (d + lanes - 1) / lanes * lanes; }

/// Keys or values of one key head [S, D] as rows of whole vectors: in place, or as a copy.
class Columns {
  public:
    Columns(const AttentionPlan &plan, const void *from, int b, int kh)
        : start_((const float *)from + plan.key(b, 0, kh)), stride_(plan.stride()) {
        const int d = padded(plan.D);
        if (d == plan.D) return;
        copy_.assign(size_t(plan.S) * d, 0.0f);
        for (int s = 0; s < plan.S; s++) {
            std::copy_n(start_ + s * stride_, plan.D, copy_.data() + size_t(s) * d);
        }
        start_ = copy_.data();
        stride_ = size_t(d);
    }
    const float *at(int s) const { return start_ + size_t(s) * stride_; }
    size_t stride() const { return stride_; }

  private:
    const float *start_;
    size_t stride_;
    std::vector<float> copy_;
};

/// Four rows of queries of one key head, and the columns that each and all of them may see.
struct Block {
    const AttentionPlan &plan;
    int used = 0, begin = 0, end = 0;
    int first[queries], last[queries];
    size_t place[queries];

    Block(const AttentionPlan &plan, const Pointers &in, int b, int kh, int row) : plan(plan) {
        const int start = ((const int32_t *)in[3])[b], stop = ((const int32_t *)in[4])[b];
        begin = plan.S;
        for (; used < queries && row + used < plan.T * plan.group(); used++) {
            const int t = (row + used) / plan.group(), head = (row + used) % plan.group();
            place[used] = plan.query(b, t, kh * plan.group() + head);
            std::tie(first[used], last[used]) = plan.columns(t, start, stop);
            if (first[used] == last[used]) continue;
            begin = std::min(begin, first[used]);
            end = std::max(end, last[used]);
        }
        begin = std::min(begin, end);
    }

    int count() const { return end - begin; }
    int vectors() const { return (count() + columns_at_once - 1) / columns_at_once; }

    /// The block's rows of an array like q, as [4, D] in whole vectors; zeros behind.
    void load(const void *from, float *x) const {
        const int d = padded(plan.D);
        std::fill_n(x, queries * d, 0.0f);
        for (int q = 0; q < used; q++) std::copy_n((const float *)from + place[q], plan.D, x + q * d);
    }
    void store(const float *x, void *to) const {
        for (int q = 0; q < used; q++) {
            std::copy_n(x + q * padded(plan.D), plan.D, (float *)to + place[q]);
        }
    }

    /// Puts `value` where a query may not see the column, and behind the last column.
    void cover(float *p, float value) const {
        for (int q = 0; q < queries; q++) {
            const bool none = q < used && first[q] == last[q];
            const int from = q < used && !none ? first[q] - begin : 0;
            const int to = none ? 0 : q < used ? last[q] - begin : count();
            for (int s = 0; s < from; s++) p[queries * s + q] = value;
            for (int s = to; s < vectors() * columns_at_once; s++) p[queries * s + q] = value;
        }
    }

    /// p[s][q]: the weight of column begin + s for each query; 0 where it may not see it.
    void weigh(const float *x, const Columns &keys, float *p) const {
        dots(x, keys.at(begin), keys.stride(), plan.scale, p, count(), padded(plan.D));
        cover(p, -1e30f);
        exponentials(p, vectors());
        cover(p, 0.0f);
        normalize(p, vectors());
    }
};

/// Room for the scores of a block.
std::vector<float> scores(const AttentionPlan &plan) {
    return std::vector<float>(size_t(plan.S + columns_at_once) * queries);
}

std::vector<float> block_rows(const AttentionPlan &plan) {
    return std::vector<float>(size_t(queries) * padded(plan.D));
}

void forward(const AttentionPlan &plan, const Pointers &in, void *out, int b, int kh, int row,
             int end) {
    const Columns keys(plan, in[1], b, kh), values(plan, in[2], b, kh);
    auto p = scores(plan), x = block_rows(plan);
    for (; row < end; row += queries) {
        const Block block(plan, in, b, kh, row);
        block.load(in[0], x.data());
        if (block.count() > 0) block.weigh(x.data(), keys, p.data());
        gather(p.data(), values.at(block.begin), values.stride(), x.data(), block.count(),
               padded(plan.D));
        block.store(x.data(), out);
    }
}

/// All queries of one key head, so that no two threads write the same gradient of keys.
void backward(const AttentionPlan &plan, const Pointers &in, const std::vector<void *> &out, int b,
              int kh) {
    const int d = padded(plan.D);
    const Columns keys(plan, in[1], b, kh), values(plan, in[2], b, kh);
    std::vector<float> dk(size_t(plan.S) * d), dv(size_t(plan.S) * d);
    auto p = scores(plan), dp = scores(plan);
    auto x = block_rows(plan), dy = block_rows(plan), dq = block_rows(plan);
    for (int row = 0; row < plan.T * plan.group(); row += queries) {
        const Block block(plan, in, b, kh, row);
        block.load(in[0], x.data());
        block.load(in[5], dy.data());
        const int begin = block.begin, count = block.count();
        if (count > 0) {
            block.weigh(x.data(), keys, p.data());
            dots(dy.data(), values.at(begin), values.stride(), 1.0f, dp.data(), count, d);
            softmax_backward(p.data(), dp.data(), plan.scale, block.vectors());
        }
        scatter(p.data(), dy.data(), dv.data() + size_t(begin) * d, count, d);
        scatter(dp.data(), x.data(), dk.data() + size_t(begin) * d, count, d);
        gather(dp.data(), keys.at(begin), keys.stride(), dq.data(), count, d);
        block.store(dq.data(), out[0]);
    }
    for (int s = 0; s < plan.S; s++) {
        std::copy_n(dk.data() + size_t(s) * d, plan.D, (float *)out[1] + plan.key(b, s, kh));
        std::copy_n(dv.data() + size_t(s) * d, plan.D, (float *)out[2] + plan.key(b, s, kh));
    }
}

std::vector<mx::array> gradient(const AttentionPlan &plan, const std::vector<mx::array> &x,
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

/// Pointers at a text's own queries and keys; its span is all of it.
struct TextPointers {
    int32_t start = 0, end;
    Pointers in;

    TextPointers(const AttentionText &text, const Pointers &all) : end(text.plan.S) {
        const size_t q = text.query * text.plan.H * text.plan.D, k = text.key * text.plan.stride();
        auto at = [&](size_t i, size_t place) { return (const float *)all[i] + place; };
        in = {at(0, q), at(1, k), at(2, k), &start, &end};
        if (all.size() > 3) in.push_back(at(3, q));
    }
};

std::vector<mx::array> gradient(const std::vector<AttentionText> &texts,
                                const std::vector<mx::array> &x, const mx::array &dy) {
    auto work = [texts](const Pointers &in, const std::vector<void *> &out) {
        const size_t heads = size_t(texts[0].plan.K);
        parallel_each(texts.size() * heads, 1, [&](size_t i) {
            const auto &text = texts[i / heads];
            const TextPointers own(text, in);
            auto at = [&](size_t i, size_t first, size_t row) -> void * {
                return (float *)out[i] + first * row;
            };
            const size_t row = size_t(text.plan.H) * text.plan.D;
            backward(text.plan, own.in,
                     {at(0, text.query, row), at(1, text.key, text.plan.stride()),
                      at(2, text.key, text.plan.stride())},
                     0, int(i % heads));
        });
    };
    return fused("attention gradient", {x[0], x[1], x[2], dy},
                 {x[0].shape(), x[1].shape(), x[2].shape()}, work);
}

constexpr int share = 64;  // rows of queries that one thread takes at a time

}  // namespace

mx::array fused_attention(const std::vector<AttentionText> &texts,
                          const std::vector<mx::array> &inputs) {
    struct Unit {
        size_t text;
        int head, row;
    };
    std::vector<Unit> units;
    for (size_t i = 0; i < texts.size(); i++) {
        for (int head = 0; head < texts[i].plan.K; head++) {
            const int rows = texts[i].plan.T * texts[i].plan.group();
            for (int row = 0; row < rows; row += share) units.push_back({i, head, row});
        }
    }
    auto work = [texts, units](const Pointers &in, const std::vector<void *> &out) {
        parallel_each(units.size(), 1, [&](size_t i) {
            const auto &text = texts[units[i].text];
            const int row = units[i].row;
            forward(text.plan, TextPointers(text, in).in,
                    (float *)out[0] + text.query * text.plan.H * text.plan.D, 0, units[i].head, row,
                    std::min(row + share, text.plan.T * text.plan.group()));
        });
    };
    auto grad = [texts](const auto &x, const auto &dy) { return gradient(texts, x, dy[0]); };
    return fused("attention", inputs, {inputs[0].shape()}, work, grad)[0];
}

mx::array fused_attention(const AttentionPlan &plan, const std::vector<mx::array> &inputs) {
    const int rows = plan.T * plan.group(), shares = (rows + share - 1) / share;
    auto work = [=](const Pointers &in, const std::vector<void *> &out) {
        parallel_each(size_t(plan.B) * plan.K * shares, 1, [&](size_t i) {
            const int head = int(i) / shares, row = int(i) % shares * share;
            forward(plan, in, out[0], head / plan.K, head % plan.K, row,
                    std::min(row + share, rows));
        });
    };
    auto grad = [plan](const auto &x, const auto &dy) { return gradient(plan, x, dy[0]); };
    return fused("attention", inputs, {inputs[0].shape()}, work, grad)[0];
}

}  // namespace baskets
