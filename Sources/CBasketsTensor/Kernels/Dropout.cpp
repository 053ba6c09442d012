// SPDX-License-Identifier: Apache-2.0
#include "DropoutRows.h"
#include "VectorMath.h"

namespace baskets {
namespace {

/// A 32-bit mix of good avalanche: two rounds of multiply and shift (as "lowbias32").
static inline __attribute__((always_inline)) uint32_t mix(uint32_t x) {
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    x ^= x >> 16;
    return x;
}

/// `n` elements of a text from its place `first` on.
BT_KERNEL void drop(const float *x, uint32_t first, uint32_t low, uint32_t high, uint32_t limit,
                    float scale, float *y, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const uint32_t draw = mix(mix((first + uint32_t(i)) ^ low) ^ high);
        y[i] = draw >= limit ? x[i] * scale : 0.0f;
    }
}

// Keys are mixed before use: the masks of keys 1 and 2 would else be one mask with places exchanged.
constexpr uint32_t low_salt = 0x9e3779b9u, high_salt = 0x85ebca6bu;

uint32_t limit(float rate) { return uint32_t(double(rate) * 4294967296.0); }

mx::array dropout(const mx::array &x, const mx::array &keys, const std::vector<int32_t> &ends,
                  float rate) {
    const size_t w = ends.empty() || ends.back() == 0 ? 0 : x.size() / size_t(ends.back());
    auto work = [=](const Pointers &in, const std::vector<void *> &out) {
        drop_rows((const float *)in[0], (const uint32_t *)in[1], ends, w, rate, (float *)out[0]);
    };
    auto grad = [ends, rate](const auto &in, const auto &dy) {
        return std::vector<mx::array>{dropout(dy[0], in[1], ends, rate)};
    };
    return fused("dropout", {x, keys}, {x.shape()}, work, grad)[0];
}

}  // namespace

void drop_rows(const float *x, const uint32_t *keys, const std::vector<int32_t> &ends, size_t w,
               float rate, float *y) {
    // The text of each row, and its place there.
    std::vector<std::pair<uint32_t, uint32_t>> places;
    for (size_t text = 0; text < ends.size(); text++) {
        const uint32_t first = uint32_t(places.size());
        for (uint32_t row = first; row < uint32_t(ends[text]); row++) {
            places.emplace_back(uint32_t(text), row - first);
        }
    }
    parallel(places.size(), std::max<size_t>(1, 4096 / std::max<size_t>(w, 1)),
             [&](size_t begin, size_t end) {
                 for (size_t row = begin; row < end; row++) {
                     const auto [text, place] = places[row];
                     drop(x + row * w, place * uint32_t(w), mix(keys[2 * text] + low_salt),
                          mix(keys[2 * text + 1] + high_salt), limit(rate), 1.0f / (1.0f - rate),
                          y + row * w, w);
                 }
             });
}

mx::array dropped(const mx::array &x, const mx::array &keys, const std::vector<int32_t> &ends,
                  float rate) {
    auto u = [](uint32_t v) { return mx::array(v, mx::uint32); };
    auto twist = [&](const mx::array &v, uint32_t by) {
        return mx::bitwise_xor(v, mx::right_shift(v, u(by)));
    };
    auto mixed = [&](mx::array v) {
        v = mx::multiply(twist(v, 16), u(0x7feb352du));
        return twist(mx::multiply(twist(v, 15), u(0x846ca68bu)), 16);
    };
    std::vector<uint32_t> texts, first;  // of each row: its text, and the place of its first element
    const uint32_t rows = uint32_t(x.shape(0)), w = uint32_t(x.size() / std::max(rows, 1u));
    uint32_t begin = 0;
    for (size_t text = 0; text < ends.size(); text++) {
        for (uint32_t row = begin; row < uint32_t(ends[text]); row++) {
            texts.push_back(uint32_t(text));
            first.push_back((row - begin) * w);
        }
        begin = uint32_t(ends[text]);
    }
    const mx::Shape column{int(rows), 1};
    auto text = mx::array(texts.data(), {int(rows)}, mx::uint32);
    auto start = mx::array(first.data(), column, mx::uint32);
    auto places = mx::add(start, mx::reshape(mx::arange(0, int(w), mx::uint32), {1, int(w)}));
    auto parts = mx::split(mx::take(keys, text, 0), 2, 1);  // low and high [N, 1]
    auto low = mixed(mx::add(parts[0], u(low_salt))), high = mixed(mx::add(parts[1], u(high_salt)));
    auto draw = mixed(mx::bitwise_xor(mixed(mx::bitwise_xor(places, low)), high));
    auto kept = mx::astype(mx::greater_equal(draw, u(limit(rate))), x.dtype());
    auto scale = mx::multiply(kept, mx::array(1.0f / (1.0f - rate), x.dtype()));
    return mx::multiply(x, mx::reshape(scale, x.shape()));
}

void require_texts(const mx::array &x, const mx::array &keys, const int32_t *ends, int texts,
                   float rate) {
    bool rising = texts > 0 && x.ndim() > 0 && ends[texts - 1] == x.shape(0);
    for (int i = 0; i < texts; i++) rising = rising && ends[i] >= (i > 0 ? ends[i - 1] : 0);
    if (!rising || !(rate >= 0 && rate < 1) || keys.dtype() != mx::uint32 ||
        keys.shape() != mx::Shape{texts, 2}) {
        throw std::invalid_argument(
            "dropout takes x [N, ..], rising ends of texts up to N, uint32 keys [texts, 2], a rate "
            "in [0, 1)");
    }
}

}  // namespace baskets

int bt_dropout(bt_array **out, const bt_array *x, const bt_array *keys, const int32_t *ends,
               int texts, float rate) {
    return baskets::give(out, [&] {
        const auto &k = keys->value;
        baskets::require_texts(x->value, k, ends, texts, rate);
        if (x->value.size() == 0) return x->value;
        const std::vector<int32_t> all(ends, ends + texts);
        if (!baskets::use_fused(x->value)) return baskets::dropped(x->value, k, all, rate);
        return baskets::dropout(x->value, k, all, rate);
    });
}
