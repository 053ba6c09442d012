// SPDX-License-Identifier: Apache-2.0
#include "Products.h"

#include <algorithm>
#include <bit>

namespace baskets {
namespace {

constexpr size_t group = 2;            // panels that share one reading of the rows
constexpr size_t most_outputs = 2048;  // of a turned strip: it has to stay in the cache
constexpr size_t at_once = 12;         // rows that are done together at most

using Half = uint32_t __attribute__((vector_size(32)));

/// Panels that one thread takes at a time. Where all rows are done together, a matrix takes
/// microseconds and is read once: long stretches, some for each thread. Else panels have to stay in the
/// nearest cache from the first rows to the last.
size_t stretch(size_t rows, size_t panels) {
    if (rows > most_coded_rows()) return group;
    constexpr size_t stretches = 4, side_by_side = 4;
    if (rows > at_once) return side_by_side;
    const size_t even = panels / (stretches * size_t(bt_threads())) + 1;
    return (even + side_by_side - 1) / side_by_side * side_by_side;
}

/// The 16 inputs from 8 pairs `from` of one panel, turned: pairs of outputs, 16 inputs side by side.
/// `kept` pairs of inputs exist.
BT_KERNEL void turn_tile(const uint32_t *from, size_t kept, uint64_t *to) {
    for (size_t k = 0; k < 8; k++) {
        Words both = {};
        if (k < kept) both = BT_WORDS(from + panel_width * k);
        const Half even = __builtin_shufflevector(both, both, 0, 2, 4, 6, 8, 10, 12, 14);
        const Half odd = __builtin_shufflevector(both, both, 1, 3, 5, 7, 9, 11, 13, 15);
        const Half low = (even & 0xffffu) | (odd << 16), high = (even >> 16) | (odd & 0xffff0000u);
        for (size_t n = 0; n < 8; n++) to[8 * n + k] = low[n] | uint64_t(high[n]) << 32;
    }
}

/// Outputs `first` ..< `end` (whole panels) of the inputs 16 `strip` ... of w [.., K], as a panel of
/// inputs.
void turn(const Panels &w, size_t strip, size_t first, size_t end, uint32_t *out) {
    const size_t kept = std::min<size_t>(8, w.pairs() - 8 * strip);
    uint32_t spread[coded_pairs * panel_width];
    for (size_t panel = first / panel_width; panel * panel_width < end; panel++) {
        const uint32_t *from = spread + strip % 2 * 8 * panel_width;  // two strips to a block
        if (w.is_coded()) {
            spread_blocks(w.coding, w.panel(panel) + strip / 2 * words_of(w.coding), 1, spread);
        } else {
            from = w.panel(panel) + 8 * strip * panel_width;
        }
        turn_tile(from, kept, (uint64_t *)out);
        out += panel_width * panel_width / 2;
    }
}

BT_KERNEL float dot(const float *a, const float *b, size_t n) {
    BT_REORDER
    float sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/// b [N, R] rows of one panel as [R, 16], zeros behind the last.
void turn_low(const float *b, size_t n, size_t r, size_t panel, float *out) {
    const size_t first = panel * panel_width;
    for (size_t j = 0; j < r; j++) {
        for (size_t i = 0; i < panel_width; i++) {
            out[j * panel_width + i] = first + i < n ? b[(first + i) * r + j] : 0.0f;
        }
    }
}

constexpr size_t rows_at_once = 48;  // of a thin product

/// `body` for ranges of rows, many enough to keep all threads busy.
void each_rows(size_t m, const std::function<void(size_t, size_t)> &body) {
    parallel_each((m + rows_at_once - 1) / rows_at_once, 1, [&](size_t i) {
        body(i * rows_at_once, std::min(m, (i + 1) * rows_at_once));
    });
}

/// [M, R'] = scale * rows times b [count, R'].
std::vector<float> thin(const float *x, size_t m, size_t count, const float *b, size_t b_row,
                        size_t r, float scale) {
    const size_t width = padded_to_panels(r);
    std::vector<float> u(m * width);
    each_rows(m, [&](size_t begin, size_t end) {
        Strip s;
        s.rows = end - begin;
        s.columns = s.y_row = width;
        s.y = u.data() + begin * width;
        s.a = x + begin * count;
        s.a_row = s.count = count;
        s.b = b;
        s.b_row = b_row;
        run_strip(s);
        for (size_t i = begin * width; i < end * width; i++) u[i] *= scale;
    });
    return u;
}

}  // namespace

uint32_t rounded_word(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    if (value != value) return (bits >> 16) | 0x40;
    return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

void pack(const float *w, size_t n, size_t k, uint32_t *out) {
    const size_t pairs = k / 2;
    parallel(panels_of(n), 1 + (1 << 15) / k, [=](size_t begin, size_t end) {
        for (size_t panel = begin; panel < end; panel++) {
            for (size_t i = 0; i < panel_width; i++) {
                const size_t row = panel * panel_width + i;
                uint32_t *to = out + panel * pairs * panel_width + i;
                for (size_t pair = 0; pair < pairs; pair++) {
                    const float *at = w + row * k + 2 * pair;
                    to[pair * panel_width] =
                        row < n ? rounded_word(at[0]) | rounded_word(at[1]) << 16 : 0;
                }
            }
        }
    });
}

void Panels::read_row(size_t row, float *out) const {
    const size_t panel = row / panel_width;
    std::vector<uint32_t> spread(is_coded() ? pairs() * panel_width : 0);
    if (is_coded()) spread_blocks(coding, this->panel(panel), blocks(), spread.data());
    const uint32_t *from = (is_coded() ? spread.data() : this->panel(panel)) + row % panel_width;
    for (size_t pair = 0; pair < pairs(); pair++) {
        const uint32_t both = from[pair * panel_width];
        out[2 * pair] = std::bit_cast<float>(both << 16);
        out[2 * pair + 1] = std::bit_cast<float>(both & 0xffff0000u);
    }
}

PaddedRows::PaddedRows(const float *values, size_t rows, size_t columns)
    : values_(values), stride_(columns) {
    if (columns % panel_width == 0) return;
    stride_ = padded_to_panels(columns);
    copy_.assign(rows * stride_, 0.0f);
    for (size_t i = 0; i < rows; i++) {
        std::copy_n(values + i * columns, columns, copy_.data() + i * stride_);
    }
    values_ = copy_.data();
}

RoundedRows::RoundedRows(const float *x, size_t m, size_t stride, size_t pairs)
    : x_(x), stride_(stride), pairs_(pairs) {
    const Round round = rounding();
    if (!round) return;
    words_ = std::make_unique_for_overwrite<uint32_t[]>(m * pairs);
    each_rows(m, [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; row++) {
            round(x + row * stride, pairs, words_.get() + row * pairs);
        }
    });
}

void RoundedRows::give(Strip &strip, size_t pair, size_t pairs) const {
    strip.pairs = pairs;
    strip.x = x_ + 2 * pair;
    strip.x_row = stride_;
    if (!words_) return;
    strip.rounded = words_.get() + pair;
    strip.rounded_row = pairs_;
}

void forward_product(const float *x, size_t m, const Panels &w, size_t n,
                     const float *bias, const float *u, const float *b, size_t r, float *y,
                     size_t y_row) {
    const PaddedRows shift(bias, bias ? 1 : 0, n);
    const RoundedRows rows(x, m, w.k, w.pairs());
    const size_t held = stretch(m, panels_of(n)), stretches = (panels_of(n) + held - 1) / held;
    parallel_each(stretches, 1, [&](size_t i) {
        const size_t panel = i * held, first = panel * panel_width;
        static thread_local std::vector<float> low;
        static thread_local std::vector<uint32_t> spread;
        Strip s;
        s.rows = m;
        s.columns = std::min(n - first, held * panel_width);
        s.y = y + first;
        s.y_row = y_row;
        s.bias = bias ? shift.values() + first : nullptr;
        rows.give(s, 0, w.pairs());
        s.w = w.panel(panel);
        s.coding = w.coding;
        if (w.is_coded() && m > most_coded_rows()) {
            spread.resize(held * w.pairs() * panel_width);
            spread_blocks(w.coding, s.w, panels_of(s.columns) * w.blocks(), spread.data());
            s.w = spread.data();
            s.coding = Coding::none;
        }
        if (u) {
            low.resize(held * r * panel_width);
            for (size_t p = 0; p < held; p++) {
                turn_low(b, n, r, panel + p, low.data() + p * r * panel_width);
            }
            s.a = u;
            s.a_row = padded_to_panels(r);
            s.b = low.data();
            s.b_row = panel_width;
            s.b_panel = r * panel_width;
            s.count = r;
        }
        run_strip(s);
    });
}

void backward_product(const float *dy, size_t m, size_t dy_row, const Panels &w, size_t n,
                      const float *v, const float *a, size_t r, float *dx) {
    const size_t k = w.k;
    const PaddedRows low(a, v ? r : 0, k);
    const RoundedRows rows(dy, m, dy_row, (n + 1) / 2);
    const size_t strips = panels_of(k), groups = (strips + group - 1) / group;
    parallel_each(groups, 1, [&](size_t i) {
        static thread_local std::vector<uint32_t> turned;
        turned.resize((group * most_outputs + panel_width) / 2 * panel_width);
        const size_t strip = i * group, first = strip * panel_width;
        for (size_t begin = 0; begin < n; begin += most_outputs) {
            const size_t end = std::min(n, begin + most_outputs);
            Strip s;
            rows.give(s, begin / 2, (end - begin + 1) / 2);
            // Whole panels are turned: the second strip begins where the words of `pairs` end, so
            // the first is turned before it and may run over.
            for (size_t p = 0; p < group && strip + p < strips; p++) {
                turn(w, strip + p, begin, end, turned.data() + p * s.pairs * panel_width);
            }
            s.rows = m;
            s.columns = std::min(k - first, group * panel_width);
            s.y = dx + first;
            s.y_row = k;
            s.accumulates = begin > 0;
            s.w = turned.data();
            if (v && end == n) {
                s.a = v;
                s.a_row = padded_to_panels(r);
                s.b = low.values() + first;
                s.b_row = low.stride();
                s.count = r;
            }
            run_strip(s);
        }
    });
}

void low_product(const float *v, size_t m, const float *a, size_t r, size_t k, float *y) {
    const PaddedRows rows(a, r, k);
    each_rows(m, [&](size_t begin, size_t end) {
        Strip s;
        s.rows = end - begin;
        s.columns = s.y_row = k;
        s.y = y + begin * k;
        s.a = v + begin * padded_to_panels(r);
        s.a_row = padded_to_panels(r);
        s.b = rows.values();
        s.b_row = rows.stride();
        s.count = r;
        run_strip(s);
    });
}

std::vector<float> thin_inputs(const float *x, size_t m, size_t k, const float *a, size_t r,
                               float scale) {
    const size_t width = padded_to_panels(r);
    if (m < panel_width) {  // turning a would cost more than the product
        std::vector<float> u(m * width);
        parallel(m * r, 64, [&](size_t begin, size_t end) {
            for (size_t i = begin; i < end; i++) {
                u[i / r * width + i % r] = scale * dot(x + i / r * k, a + i % r * k, k);
            }
        });
        return u;
    }
    std::vector<float> turned(k * width);
    parallel(k, 256, [&](size_t begin, size_t end) {
        for (size_t j = 0; j < r; j++) {
            for (size_t i = begin; i < end; i++) turned[i * width + j] = a[j * k + i];
        }
    });
    return thin(x, m, k, turned.data(), width, r, scale);
}

std::vector<float> thin_outputs(const float *dy, size_t m, size_t n, const float *b, size_t r,
                                float scale) {
    const PaddedRows rows(b, n, r);
    return thin(dy, m, n, rows.values(), rows.stride(), r, scale);
}

void inputs_gradient(const float *v, const float *x, size_t m, size_t k, size_t r, float *da) {
    const PaddedRows rows(x, m, k);
    parallel_each((panels_of(k) + group - 1) / group, 1, [&](size_t i) {
        const size_t first = i * group * panel_width;
        Strip s;
        s.rows = r;
        s.columns = std::min(k - first, group * panel_width);
        s.y = da + first;
        s.y_row = k;
        s.a = v;
        s.a_row = 1;
        s.a_column = padded_to_panels(r);
        s.b = rows.values() + first;
        s.b_row = rows.stride();
        s.count = m;
        run_strip(s);
    });
}

void outputs_gradient(const float *dy, const float *u, size_t m, size_t n, size_t r, float *db) {
    each_rows(n, [&](size_t begin, size_t end) {
        Strip s;
        s.rows = end - begin;
        s.columns = s.y_row = r;
        s.y = db + begin * r;
        s.a = dy + begin;
        s.a_row = 1;
        s.a_column = n;
        s.b = u;
        s.b_row = padded_to_panels(r);
        s.count = m;
        run_strip(s);
    });
}

}  // namespace baskets
