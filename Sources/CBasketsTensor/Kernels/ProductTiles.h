// SPDX-License-Identifier: Apache-2.0
//
// The inner loops of products with few outputs at a time: some rows against a panel of 16 outputs,
// whose sums stay in registers over the whole length of the sum.
//
// A packed matrix [N, K] holds bfloat16, N in panels of 16, K in pairs: one word has the numbers of
// inputs 2 k (low half) and 2 k + 1 (high half) for one output, 16 words lie side by side, and the
// pairs follow each other. A shift or a mask makes float32 of either half.
#pragma once

#include <algorithm>
#include <cstdint>

#include "Codes.h"
#include "Lanes.h"

namespace baskets {

constexpr size_t panel_width = 16;

/// y[m][n] = (bias[n] or y[m][n] or 0) + sum over k of x[m][k] w[n][k] + sum over j of
/// a[m][j] b[j][n], for some rows m and one or more panels of outputs n.
struct Strip {
    size_t rows = 0, columns = 0;
    float *y = nullptr;
    size_t y_row = 0;
    bool accumulates = false;
    const float *bias = nullptr;  // whole panels
    // The packed term: K = 2 pairs; panels lie one after the other.
    const float *x = nullptr;
    size_t x_row = 0;
    const uint32_t *rounded = nullptr;  // x in pairs, where the instructions take it so
    size_t rounded_row = 0;
    const uint32_t *w = nullptr;
    Coding coding = Coding::none;  // of w: blocks of codes are spread as they are used
    size_t pairs = 0;
    // The plain term: a[m * a_row + j * a_column], b[j * b_row + panel * b_panel + n].
    const float *a = nullptr;
    size_t a_row = 0, a_column = 1;
    const float *b = nullptr;
    size_t b_row = 0, b_panel = panel_width;
    size_t count = 0;

    const uint32_t *panel(size_t index) const { return w + index * panel_words(coding, pairs); }
};

namespace {

/// Sums of M rows and P panels.
template <int M, int P>
BT_INLINE void add_packed(Lanes (*sum)[M], const float *x, size_t stride, const uint32_t *w,
                          size_t pairs) {
    for (size_t k = 0; k < pairs; k++) {
        Lanes even[P], odd[P];
#pragma unroll
        for (int p = 0; p < P; p++) {
            const Words both = BT_WORDS(w + panel_width * (k + p * pairs));
            even[p] = (Lanes)(both << 16);
            odd[p] = (Lanes)(both & 0xffff0000u);
        }
#pragma unroll
        for (int m = 0; m < M; m++) {
            const float first = x[m * stride + 2 * k], second = x[m * stride + 2 * k + 1];
#pragma unroll
            for (int p = 0; p < P; p++) sum[p][m] += first * even[p];
#pragma unroll
            for (int p = 0; p < P; p++) sum[p][m] += second * odd[p];
        }
    }
}

/// Makes words of blocks.
using Spread = void (*)(Coding, const uint32_t *blocks, size_t count, uint32_t *out);

constexpr size_t blocks_at_once = 8;  // their words stay in the nearest cache

/// The same of panels in codes, some blocks at a time: the sums are those of the words.
template <int M, int P>
BT_INLINE void add_coded(Lanes (*sum)[M], const float *x, size_t stride, Coding coding,
                         const uint32_t *codes, size_t pairs, Spread spread) {
    alignas(64) uint32_t words[blocks_at_once * coded_pairs * panel_width];
    for (int p = 0; p < P; p++) {
        for (size_t k = 0; k < pairs; k += blocks_at_once * coded_pairs) {
            const size_t blocks = std::min(blocks_at_once, (pairs - k) / coded_pairs);
            spread(coding, codes, blocks, words);
            codes += blocks * words_of(coding);
            add_packed<M, 1>(sum + p, x + 2 * k, stride, words, blocks * coded_pairs);
        }
    }
}

template <int M>
BT_INLINE void add_plain(Lanes *sum, const float *a, size_t row, size_t column, const float *b,
                         size_t stride, size_t count) {
    for (size_t k = 0; k < count; k++) {
        const Lanes values = BT_LANES(b + k * stride);
#pragma unroll
        for (int m = 0; m < M; m++) sum[m] += a[m * row + k * column] * values;
    }
}

BT_INLINE void load_part(const float *from, size_t count, Lanes &value) {
    if (count >= panel_width) {
        value = BT_LANES(from);
    } else {
        value = Lanes{};
        for (size_t i = 0; i < count; i++) value[i] = from[i];
    }
}

BT_INLINE void store_part(const Lanes &value, float *to, size_t count) {
    if (count >= panel_width) {
        BT_LANES(to) = value;
    } else {
        for (size_t i = 0; i < count; i++) to[i] = value[i];
    }
}

template <int M>
BT_INLINE void begin_tile(const Strip &s, size_t row, size_t panel, Lanes *sum) {
    const size_t at = panel * panel_width;
    const Lanes start = s.bias ? BT_LANES(s.bias + at) : Lanes{};
#pragma unroll
    for (int m = 0; m < M; m++) {
        sum[m] = start;
        if (s.accumulates) load_part(s.y + (row + m) * s.y_row + at, s.columns - at, sum[m]);
    }
}

template <int M>
BT_INLINE void end_tile(const Strip &s, size_t row, size_t panel, Lanes *sum) {
    const size_t at = panel * panel_width;
    if (s.count > 0) {
        add_plain<M>(sum, s.a + row * s.a_row, s.a_row, s.a_column, s.b + panel * s.b_panel,
                     s.b_row, s.count);
    }
#pragma unroll
    for (int m = 0; m < M; m++) {
        store_part(sum[m], s.y + (row + m) * s.y_row + at, s.columns - at);
    }
}

template <int M, int P>
BT_INLINE void tile(const Strip &s, size_t row, size_t panel, Spread spread) {
    Lanes sum[P][M];
#pragma unroll
    for (int p = 0; p < P; p++) begin_tile<M>(s, row, panel + p, sum[p]);
    const float *x = s.x + row * s.x_row;
    if (s.coding == Coding::none) {
        add_packed<M, P>(sum, x, s.x_row, s.panel(panel), s.pairs);
    } else {
        add_coded<M, P>(sum, x, s.x_row, s.coding, s.panel(panel), s.pairs, spread);
    }
#pragma unroll
    for (int p = 0; p < P; p++) end_tile<M>(s, row, panel + p, sum[p]);
}

/// All panels of some rows, `P` at a time.
template <int M, int P>
BT_INLINE void row_of_tiles(const Strip &s, size_t row, Spread spread) {
    const size_t panels = (s.columns + panel_width - 1) / panel_width;
    size_t panel = 0;
    for (; panel + P <= panels; panel += P) tile<M, P>(s, row, panel, spread);
    if constexpr (P > 1) {
        for (; panel < panels; panel++) tile<M, 1>(s, row, panel, spread);
    }
}

template <int M, int P>
BT_INLINE void last_rows(const Strip &s, size_t row, Spread spread) {
    if constexpr (M > 0) {
        if (s.rows - row == M) return row_of_tiles<M, P>(s, row, spread);
        last_rows<M - 1, P>(s, row, spread);
    }
}

/// All rows, `M` at a time.
template <int M, int P>
BT_INLINE void tiles(const Strip &s, Spread spread) {
    size_t row = 0;
    for (; row + M <= s.rows; row += M) row_of_tiles<M, P>(s, row, spread);
    last_rows<M - 1, P>(s, row, spread);
}

}  // namespace
}  // namespace baskets
